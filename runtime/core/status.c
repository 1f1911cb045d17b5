#include <ivmc/status.h>

static const struct {
    const char *name;
    const char *text;
} table[IVMC_STATUS_COUNT] = {
    [IVMC_OK] = {"IVMC_OK", "the call succeeded"},
    [IVMC_EXCEPTION] = {"IVMC_EXCEPTION", "the servant raised an exception"},
    [IVMC_BAD_MESSAGE] = {"IVMC_BAD_MESSAGE",
                          "the octets are not exactly one valid message"},
    [IVMC_BAD_OPERATION] = {"IVMC_BAD_OPERATION",
                            "the interface has no operation of that number"},
    [IVMC_BAD_INTERFACE] = {"IVMC_BAD_INTERFACE",
                            "the interface is unknown or not compatible"},
    [IVMC_BAD_OBJECT] = {"IVMC_BAD_OBJECT",
                         "there is no such object of that interface"},
    [IVMC_BAD_ARGUMENT] = {"IVMC_BAD_ARGUMENT",
                           "a value is not allowed by the interface"},
    [IVMC_TOO_LARGE] = {"IVMC_TOO_LARGE",
                        "the message is over the connection's limit"},
    [IVMC_LIMIT] = {"IVMC_LIMIT", "lent memory, a quota or a depth is used up"},
    [IVMC_TIMEOUT] = {"IVMC_TIMEOUT",
                      "the deadline passed before the reply came"},
    [IVMC_PEER_GONE] = {"IVMC_PEER_GONE", "the other side is gone"},
    [IVMC_REFUSED] = {"IVMC_REFUSED", "the other side refuses"},
    [IVMC_NOT_TRANSFERABLE] = {"IVMC_NOT_TRANSFERABLE",
                               "the transport cannot carry the item"},
    [IVMC_BUSY] = {"IVMC_BUSY", "too many calls are in flight"},
    [IVMC_SERVANT_FAILED] = {"IVMC_SERVANT_FAILED",
                             "the servant gave no valid result"},
    [IVMC_BAD_ADDRESS] = {"IVMC_BAD_ADDRESS",
                          "the address cannot be understood"},
    [IVMC_SYSTEM] = {"IVMC_SYSTEM", "the operating system refused"},
};

static int is_known(enum ivmc_status status)
{
    return (unsigned)status < IVMC_STATUS_COUNT;
}

const char *ivmc_status_name(enum ivmc_status status)
{
    return is_known(status) ? table[status].name : "IVMC_UNKNOWN";
}

const char *ivmc_status_text(enum ivmc_status status)
{
    return is_known(status) ? table[status].text : "unknown status";
}
