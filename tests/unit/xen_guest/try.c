/*
 * The guest library on a real hypervisor: what a script for the hypervisor
 * cannot show. Without a word on its command line it looks at everything;
 * with one it does what must be its end.
 */
#include <string.h>

#include <ivmc/guest.h>

#define PAGE 4096

static void check(bool good, const char *what)
{
    if (good)
        return;
    ivmc_guest_print("FAILED: %s\n", what);
    ivmc_guest_end(true);
}

#define CHECK(what) check(what, #what)

/* ---- what compiled C takes for granted ------------------------------------------ */

static void floats(void)
{
    volatile double x = 2, guess = 1;
    volatile float f = 0.5f;
    int i;

    for (i = 0; i < 20; i++)
        guess = (guess + x / guess) / 2;
    CHECK(guess > 1.414213562 && guess < 1.414213563);
    CHECK((int)(f * 6) == 3);
}

static uint64_t canary(void)
{
    uint64_t value;

    __asm__("mov %%fs:40, %0" : "=r"(value));
    return value;
}

static void memory(void)
{
    char text[16] = "0123456789abcde";

    memmove(text + 2, text, 10);
    CHECK(memcmp(text, "010123456789cde", 16) == 0);
    memmove(text, text + 2, 10);
    CHECK(memcmp(text, "012345678989cde", 16) == 0);
    memset(text, 'x', 5);
    memcpy(text + 5, "yz", 3);
    CHECK(strcmp(text, "xxxxxyz") == 0 && strlen(text) == 7);
    CHECK(memcmp("a\x80", "a\x01", 2) > 0 && strcmp("a", "ab") < 0);
}

static void time_and_chance(void)
{
    uint64_t start = ivmc_guest_now(), before = start, now, random[100];
    int i, k;

    for (i = 0; i < 10000; i++, before = now) {
        now = ivmc_guest_now();
        CHECK(now >= before);
    }
    start = ivmc_guest_now();
    while (ivmc_guest_now() < start + 20000000)
        ivmc_guest_wait(NULL, 0, start + 20000000);
    CHECK(ivmc_guest_now() < start + UINT64_C(5000000000));
    for (i = 0; i < 100; i++) {
        random[i] = ivmc_guest_random();
        for (k = 0; k < i; k++)
            CHECK(random[k] != random[i]);
    }
}

/* ---- the hypervisor ------------------------------------------------------------- */

static uint16_t own;

static void ports(void)
{
    uint32_t offered, bound;
    char label[256];

    CHECK(ivmc_guest_port_offer(own, &offered) == IVMC_OK);
    CHECK(!ivmc_guest_port_connected(offered));
    CHECK(ivmc_guest_port_label(offered, label, sizeof label) != IVMC_OK);
    CHECK(ivmc_guest_port_bind(own, 1000, &bound) == IVMC_PEER_GONE);
    CHECK(ivmc_guest_port_bind(own, offered, &bound) == IVMC_OK);
    CHECK(ivmc_guest_port_connected(offered));
    (void)ivmc_guest_port_rung(bound); /* binding rings once */
    (void)ivmc_guest_port_rung(offered);
    ivmc_guest_port_ring(offered);
    ivmc_guest_wait(&bound, 1, UINT64_MAX);
    CHECK(ivmc_guest_port_rung(bound) && !ivmc_guest_port_rung(bound));
    switch (ivmc_guest_port_label(bound, label, sizeof label)) {
    case IVMC_OK:
        ivmc_guest_print("label %s\n", label);
        break;
    case IVMC_REFUSED:
        ivmc_guest_print("label refused\n");
        break;
    default:
        ivmc_guest_print("no labels\n");
    }
    ivmc_guest_port_close(bound);
    CHECK(!ivmc_guest_port_connected(offered));
    ivmc_guest_port_close(offered);
}

/* Volatile: both names may be names of the same octets. */
static _Alignas(PAGE) volatile unsigned char page[PAGE], window[PAGE];

static void pages(void)
{
    void *own_page = (void *)(uintptr_t)page;
    void *place = (void *)(uintptr_t)window;
    uint32_t ref, handle;

    page[7] = 0xa5;
    window[7] = 0x11;
    CHECK(ivmc_guest_map(own, 1000, true, place, &handle) == IVMC_REFUSED);
    CHECK(window[7] == 0x11);
    CHECK(ivmc_guest_grant(own, own_page, true, &ref) == IVMC_OK);
    CHECK(ivmc_guest_map(own, ref, true, place, &handle) == IVMC_OK);
    CHECK(window[7] == 0xa5);
    window[8] = 0x5a;
    CHECK(page[8] == 0x5a);
    CHECK(ivmc_guest_grant_end(ref) == IVMC_BUSY);
    CHECK(ivmc_guest_is_granted(own_page, PAGE));
    ivmc_guest_unmap(place, handle);
    CHECK(window[7] == 0x11 && page[8] == 0x5a);
    CHECK(!ivmc_guest_is_granted(own_page, PAGE));
    CHECK(ivmc_guest_grant(own, own_page, false, &ref) == IVMC_OK);
    CHECK(ivmc_guest_map(own, ref, true, place, &handle) == IVMC_REFUSED);
    CHECK(ivmc_guest_map(own, ref, false, place, &handle) == IVMC_OK);
    CHECK(window[8] == 0x5a);
    ivmc_guest_unmap(place, handle);
    CHECK(ivmc_guest_grant_end(ref) == IVMC_OK);
}

/* ---- XenStore -------------------------------------------------------------------- */

static void store(void)
{
    char path[IVMC_GUEST_PATH_MAX], text[64];
    uint16_t owner;
    size_t len;

    CHECK(ivmc_guest_store_write("data/try/a", "one") == IVMC_OK);
    CHECK(ivmc_guest_store_write("data/try/b", "") == IVMC_OK);
    CHECK(ivmc_guest_store_read("data/try/a", text, sizeof text, &len) ==
          IVMC_OK);
    CHECK(len == 3 && strcmp(text, "one") == 0);
    CHECK(ivmc_guest_store_list("data/try", text, sizeof text, &len) ==
          IVMC_OK);
    CHECK(len == 4 && memcmp(text, "a\0b", 4) == 0);
    CHECK(ivmc_guest_store_permit("data/try", own, 'r', 0, 'b') == IVMC_OK);
    CHECK(ivmc_guest_store_owner("data/try", &owner) == IVMC_OK);
    CHECK(owner == own);
    CHECK(ivmc_guest_store_watch("data/try") == IVMC_OK);
    CHECK(ivmc_guest_store_remove("data/try/b") == IVMC_OK);
    CHECK(ivmc_guest_store_change(path) && strcmp(path, "data/try") == 0);
    CHECK(ivmc_guest_store_change(path) && strcmp(path, "data/try/b") == 0);
    CHECK(!ivmc_guest_store_change(path));
    CHECK(ivmc_guest_store_unwatch("data/try") == IVMC_OK);
    CHECK(ivmc_guest_store_remove("data/try") == IVMC_OK);
    CHECK(ivmc_guest_store_read("data/try/a", text, sizeof text, &len) ==
          IVMC_BAD_OBJECT);
    CHECK(ivmc_guest_store_write("/local/domain/0/name", "me") == IVMC_REFUSED);
}

/* ---- the end --------------------------------------------------------------------- */

static __attribute__((noinline)) uint32_t overrun(volatile size_t len)
{
    char text[16];
    volatile char *at = text;
    size_t i;

    for (i = 0; i < len; i++)
        at[i] = 'x';
    return (uint32_t)at[3];
}

static __attribute__((noinline)) uint32_t deeper(volatile uint32_t n)
{
    volatile unsigned char room[2048];

    room[n % sizeof room] = 1;
    return n == 0 ? 0 : deeper(n - 1) + room[0];
}

int guest_main(const char *command_line)
{
    static char *volatile nowhere;
    char text[8];
    size_t i, len;

    if (strcmp(command_line, "exception") == 0)
        *nowhere = 1;
    if (strcmp(command_line, "overrun") == 0)
        return (int)overrun(64);
    if (strcmp(command_line, "deep") == 0)
        return (int)deeper(1000);
    CHECK(ivmc_guest_store_read("domid", text, sizeof text, &len) == IVMC_OK);
    for (i = 0; i < len; i++)
        own = (uint16_t)(own * 10 + (text[i] - '0'));
    floats();
    CHECK(canary() != 0);
    memory();
    time_and_chance();
    ports();
    pages();
    store();
    ivmc_guest_print("all is well\n");
    return 0;
}
