/* Octets of hellos. */
#include <ivmc/codec.h>
#include <ivmc/message.h>

static const unsigned char magic[4] = {'I', 'V', 'M', 'C'};
static const unsigned char unused[16];

void ivmc_hello_store(unsigned char octets[IVMC_HELLO_SIZE],
                      const struct ivmc_hello *hello)
{
    memcpy(octets, magic, sizeof magic);
    ivmc_store_u16(octets + 4, hello->version);
    ivmc_store_u16(octets + 6, hello->status);
    ivmc_store_u32(octets + 8, hello->max_message);
    ivmc_store_u32(octets + 12, hello->epoch);
    memset(octets + 16, 0, sizeof unused);
}

enum ivmc_status ivmc_hello_load(struct ivmc_hello *hello,
                                 const unsigned char octets[IVMC_HELLO_SIZE])
{
    if (memcmp(octets, magic, sizeof magic) != 0)
        return IVMC_BAD_MESSAGE;
    hello->version = ivmc_load_u16(octets + 4);
    hello->status = ivmc_load_u16(octets + 6);
    hello->max_message = ivmc_load_u32(octets + 8);
    hello->epoch = ivmc_load_u32(octets + 12);
    /* What follows the version is only known to be ours in our version. */
    if (hello->version != IVMC_PROTOCOL_VERSION)
        return IVMC_REFUSED;
    if (memcmp(octets + 16, unused, sizeof unused) != 0 ||
        hello->status == IVMC_EXCEPTION || hello->status >= IVMC_STATUS_COUNT)
        return IVMC_BAD_MESSAGE;
    if (hello->status != IVMC_OK)
        return IVMC_REFUSED;
    return hello->max_message < IVMC_HEADER_SIZE ? IVMC_BAD_MESSAGE : IVMC_OK;
}
