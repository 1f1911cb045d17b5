/*
 * The page channel (runtime/page) as a Promela model: two sides, a ring of
 * frames each way, counters, `sleeping` words and doorbells. Names are those
 * of page_out.c, page_in.c, page_wait.c, page_channel.c and page_large.c.
 *
 * Each store of a side goes through a buffer and reaches memory later: a
 * release after all that came before it, others whenever they like; fences
 * wait until the buffer is empty. So a missing fence and a missing release are
 * found. Sleeps have none of the ports' time slices: a wake-up that is lost is
 * a deadlock here.
 *
 * Set by macros (models.list): how much is sent, and what may go wrong.
 *
 *   CALLS      calls that the client makes
 *   FRAMES     frames of each message
 *   RING       frames that a half holds, a power of two
 *   IN_FLIGHT  calls in flight; 1: each is waited for
 *   EVENT      the server's doorbell is an eventfd; else both have futexes
 *   SPURIOUS   doorbells rung for nothing
 *   TIMEOUTS   calls that the client gives up
 *   CRASHES    deaths of the server, after which the client connects anew
 *   DEATHS     deaths of the client, after which another one connects: the
 *              server has to have noticed
 *   STALE      a dead server's last frame shows up in the new connection
 *
 * Each macro NOT_... takes one rule away: then the search has to fail.
 *
 * The server is one that waits (page_channel.c). A loop of many (page_many.c)
 * keeps a reply that has no room instead of waiting, and serves nothing else
 * of that client meanwhile: for one client that is the same.
 */
#ifndef CALLS
#define CALLS 3
#endif
#ifndef FRAMES
#define FRAMES 1
#endif
#ifndef RING
#define RING 2
#endif
#ifndef IN_FLIGHT
#define IN_FLIGHT 1
#endif
#ifndef SPURIOUS
#define SPURIOUS 0
#endif
#ifndef TIMEOUTS
#define TIMEOUTS 0
#endif
#ifndef CRASHES
#define CRASHES 0
#endif
#ifndef DEATHS
#define DEATHS 0
#endif

#define CLIENT 0
#define SERVER 1
#define peer_of(me) (1 - (me))

/* What a side waits for: bits of `sleeping`. */
#define WAITS_MESSAGE 1
#define WAITS_ROOM    2

/* How a wait ends. */
#define WAITING   0
#define CHANGED   1
#define PEER_GONE 2
#define TIMED_OUT 3
#define DIED      4

/* ---- shared memory --------------------------------------------------------- */

byte published[2]; /* frames put into the own half */
byte consumed[2];  /* frames taken out of the peer's */
byte sleeping[2];

/* A frame: its message's call and epoch, and which part of it. */
typedef half {
    byte call[RING];
    byte epoch[RING];
    byte part[RING];
    bit there[RING]; /* what was written has reached memory */
    bit unread[RING] /* a ghost: nothing may be written over it */
}
half frames[2]; /* by who writes them */

#define at(n) ((n) % RING)

/* ---- stores on their way ----------------------------------------------------- */

mtype = { FRAME, PUBLISHED, CONSUMED, SLEEPING };
chan stores[2] = [5] of { mtype, byte };

#define fence(me) empty(stores[me])

proctype memory(byte me)
{
    byte value;

end:
    do
    :: atomic { stores[me] ?? FRAME, value -> frames[me].there[value] = 1 }
    :: atomic { stores[me] ?? SLEEPING, value -> sleeping[me] = value }
#ifdef NOT_RELEASED
    :: atomic { stores[me] ?? PUBLISHED, value -> published[me] = value }
    :: atomic { stores[me] ?? CONSUMED, value -> consumed[me] = value }
#else
    /* Release: all before it is there. */
    :: atomic { stores[me] ? PUBLISHED, value -> published[me] = value }
    :: atomic { stores[me] ? CONSUMED, value -> consumed[me] = value }
#endif
    od
}

/* ---- doorbells ----------------------------------------------------------------- */

byte asleep[2]; /* futex: what it sleeps for, 0: awake */
bit bell[2];    /* eventfd: rung since it was last waited for */

#define ring(who, waits_for)                                                   \
    asleep[who] = asleep[who] & (3 - (waits_for));                             \
    bell[who] = 1

#ifdef EVENT
#define has_event(me) ((me) == SERVER)
#else
#define has_event(me) false
#endif

/* Whoever has a doorbell may ring it. */
proctype prankster()
{
    byte left = SPURIOUS;

end:
    do
    :: atomic { left > 0 -> left--; ring(CLIENT, 3) }
    :: atomic { left > 0 -> left--; ring(SERVER, 3) }
    od
}

/* ---- what each side keeps in private memory ---------------------------------------- */

byte out_done[2], out_published[2], out_consumed[2];
byte in_done[2], in_published[2], in_consumed[2];
byte drops[2]; /* frames to come of a message that was given up */
byte in_flight_count, abandoned; /* the client's */
bit alive[2];
byte epoch = 1; /* of the connection */
byte crashes_left = CRASHES;
byte deaths_left = DEATHS;
byte timeouts_left = TIMEOUTS;

#define may_die(me) ((me) == SERVER -> crashes_left > 0 : deaths_left > 0)

/* ---- page_out.c ---------------------------------------------------------------------- */

#define has_room(me) (out_done[me] - out_consumed[me] < RING)

inline look_for_room(me)
{
    out_consumed[me] = consumed[peer_of(me)];
    assert(out_published[me] - out_consumed[me] <= RING)
}

inline ring_if_asleep(me, told)
{
#ifndef NOT_FENCED_BEFORE_RING
    fence(me);
#endif
    atomic {
        if
        :: (sleeping[peer_of(me)] & (told)) != 0 -> ring(peer_of(me), told)
        :: else
        fi
    }
}

inline page_let_go(me)
{
    if
    :: in_consumed[me] != in_done[me] ->
        in_consumed[me] = in_done[me];
        stores[me] ! CONSUMED, in_done[me];
        ring_if_asleep(me, WAITS_ROOM)
    :: else
    fi
}

/* One frame, where there is room, and told of together with what was taken. */
inline page_put(me, of_call, of_epoch, of_part)
{
    atomic {
        assert(!frames[me].unread[at(out_done[me])]);
        frames[me].call[at(out_done[me])] = of_call;
        frames[me].epoch[at(out_done[me])] = of_epoch;
        frames[me].part[at(out_done[me])] = of_part;
        frames[me].there[at(out_done[me])] = 0;
        frames[me].unread[at(out_done[me])] = 1;
        out_done[me]++;
        out_published[me] = out_done[me]
    };
    stores[me] ! FRAME, at(out_done[me] - 1);
    if
    :: in_consumed[me] != in_done[me] ->
        in_consumed[me] = in_done[me];
        stores[me] ! CONSUMED, in_consumed[me];
        stores[me] ! PUBLISHED, out_done[me];
        ring_if_asleep(me, WAITS_MESSAGE | WAITS_ROOM)
    :: else ->
        stores[me] ! PUBLISHED, out_done[me];
#ifdef NOT_RUNG_FOR_MORE
        /* Rung only for what seems to be the first in an empty half. */
        if
        :: out_done[me] - out_consumed[me] == 1 ->
            ring_if_asleep(me, WAITS_MESSAGE)
        :: else
        fi
#else
        ring_if_asleep(me, WAITS_MESSAGE)
#endif
    fi
}

/* ---- page_in.c ------------------------------------------------------------------------ */

#define has_frame(me) (in_published[me] != in_done[me])

#ifdef NOT_ACQUIRED
bit early[2];
#define is_there(me) (early[me])
#else
#define is_there(me) (frames[peer_of(me)].there[at(in_done[me])])
#endif

inline look_for_frames(me)
{
    if
    :: !has_frame(me) ->
#ifdef NOT_ACQUIRED
        /* The frame is fetched before the counter that covers it. */
        early[me] = frames[peer_of(me)].there[at(in_done[me])];
#endif
        in_published[me] = published[peer_of(me)];
        assert(in_published[me] - in_consumed[me] <= RING)
    :: else
    fi
}

/* The next frame is copied; its room is the peer's again once it is told. */
inline page_take(me, to_call, to_epoch, to_part)
{
    atomic {
        assert(is_there(me));
        to_call = frames[peer_of(me)].call[at(in_done[me])];
        to_epoch = frames[peer_of(me)].epoch[at(in_done[me])];
        to_part = frames[peer_of(me)].part[at(in_done[me])];
        frames[peer_of(me)].unread[at(in_done[me])] = 0;
        in_done[me]++
    }
}

/* Room given back later, with what is put next, unless the peer may need it. */
inline let_go_soon(me)
{
    if
    :: (me == CLIENT && in_flight_count > 0) ||
       in_done[me] - in_consumed[me] > RING / 2 ||
       (sleeping[peer_of(me)] & WAITS_ROOM) != 0 -> page_let_go(me)
    :: else
    fi
}

/* ---- page_wait.c ------------------------------------------------------------------------ */

#define word_of(me, waits_for)                                                 \
    ((waits_for) == WAITS_MESSAGE -> published[peer_of(me)]                    \
                                  : consumed[peer_of(me)])
#define peer_is_gone(me) (!alive[peer_of(me)])

/* Once: until it is rung for, or the system tells of the peer's end. */
inline sleep_once(me, waits_for, seen)
{
    if
    :: has_event(me) ->
#ifdef NOT_CLEARED_BEFORE_THE_LOOK
        /* It looks, then clears: what came between is forgotten. */
        bell[me] || peer_is_gone(me);
        if
        :: word_of(me, waits_for) == seen ->
            bell[me] = 0;
            bell[me] || peer_is_gone(me)
        :: else
        fi
#else
        /* Edge-triggered: waited for, it is cleared; then comes the look. */
        atomic { bell[me] || peer_is_gone(me) -> bell[me] = 0 }
#endif
    :: !has_event(me) ->
        /* The system looks at the word and puts us to sleep at once. */
        atomic {
            if
            :: word_of(me, waits_for) == seen -> asleep[me] = waits_for
            :: else
            fi
        };
        atomic {
            (asleep[me] & (waits_for)) == 0 || peer_is_gone(me);
            asleep[me] = 0
        }
    fi
}

inline page_wait(me, waits_for, seen, how)
{
#ifndef NOT_LET_GO_OF_PARTS
    page_let_go(me);
#endif
    stores[me] ! SLEEPING, waits_for;
#ifndef NOT_FENCED_BEFORE_SLEEP
    fence(me);
#endif
    how = WAITING;
#ifndef NOT_LOOKED_AGAIN
    if
    :: word_of(me, waits_for) != seen -> how = CHANGED
    :: else
    fi;
#endif
    do
    :: how != WAITING -> break
    :: how == WAITING && peer_is_gone(me) ->
        /* A last look: it may have told us something before. */
        fence(peer_of(me));
        how = (word_of(me, waits_for) != seen -> CHANGED : PEER_GONE)
    :: me == CLIENT && how == WAITING && timeouts_left > 0 ->
        timeouts_left--;
        how = TIMED_OUT
    :: how == WAITING && may_die(me) -> how = DIED
    :: how == WAITING && !peer_is_gone(me) ->
        sleep_once(me, waits_for, seen);
        how = (word_of(me, waits_for) != seen -> CHANGED : WAITING)
    od;
    stores[me] ! SLEEPING, 0
}

/* ---- page_channel.c, page_large.c --------------------------------------------------------- */

/* Waits for the next frame and takes it. */
inline await_piece(me, to_call, to_epoch, to_part, how)
{
    how = CHANGED;
    do
    :: how != CHANGED -> break
    :: how == CHANGED ->
        look_for_frames(me);
        if
        :: has_frame(me) -> page_take(me, to_call, to_epoch, to_part); break
        :: else -> page_wait(me, WAITS_MESSAGE, in_published[me], how)
        fi
    od
}

/* Late replies that nobody waits for make room for the peer to go on. */
#ifdef NOT_LATE_DROPPED
#define drops_late(me) false
#else
#define drops_late(me) (me == CLIENT && abandoned > 0 && in_flight_count == 0)
#endif

inline drop_late(me)
{
    look_for_frames(me);
    if
    :: has_frame(me) ->
        page_take(me, call, of_epoch, of_part);
        page_let_go(me);
        assert(of_part == (drops[me] > 0 -> FRAMES - drops[me] : 0));
        drops[me] = (drops[me] > 0 -> drops[me] - 1 : FRAMES - 1);
        if
        :: drops[me] == 0 -> abandoned--
        :: else
        fi
    :: else ->
        /* It looks at both every now and then. */
        consumed[peer_of(me)] != out_consumed[me] ||
            published[peer_of(me)] != in_published[me] || peer_is_gone(me)
    fi
}

/* Waits for a frame's room. */
inline await_room(me, how)
{
    how = CHANGED;
    do
    :: how != CHANGED || has_room(me) -> break
    :: how == CHANGED && !has_room(me) ->
        look_for_room(me);
        if
        :: has_room(me)
        :: !has_room(me) && drops_late(me) ->
            drop_late(me);
            how = (peer_is_gone(me) -> PEER_GONE : CHANGED)
        :: else -> page_wait(me, WAITS_ROOM, out_consumed[me], how)
        fi
    od
}

/* A whole message of a call. */
inline send(me, of_call, of_epoch, part, how)
{
    part = 0;
    how = CHANGED;
    do
    :: part == FRAMES || how != CHANGED -> break
    :: part < FRAMES && how == CHANGED ->
        await_room(me, how);
        if
        :: how == CHANGED -> page_put(me, of_call, of_epoch, part); part++
        :: else
        fi
    :: 0 < part && part < FRAMES && how == CHANGED && may_die(me) -> how = DIED
    od
}

/*
 * A whole message: `of_call` and `of_epoch` as in its first frame, whose
 * others have to follow. Room of large ones is given back frame by frame. One
 * that was given up half way is thrown away first: the side drops.
 */
inline receive(me, of_call, of_epoch, of_part, next, how)
{
    next = 0;
    how = CHANGED;
    do
    :: next == FRAMES || how != CHANGED -> break
    :: next < FRAMES && how == CHANGED ->
#ifndef NOT_LET_GO_OF_PARTS
        if
        :: next > 0 -> page_let_go(me)
        :: else
        fi;
#endif
        await_piece(me, of_call, of_epoch, of_part, how);
        if
        :: how == CHANGED && drops[me] > 0 ->
#ifndef NOT_DROPPED
            assert(of_part == FRAMES - drops[me]);
            drops[me]--;
            if
            :: me == CLIENT && drops[me] == 0 && abandoned > 0 -> abandoned--
            :: else
            fi
#else
            drops[me] = 0;
            next = 1
#endif
        :: how == CHANGED && drops[me] == 0 ->
            assert(of_part == next);
            next++
        :: how == TIMED_OUT && next > 0 -> drops[me] = FRAMES - next
        :: else
        fi
    od;
    if
    :: how == CHANGED -> let_go_soon(me)
    :: else
    fi
}

/* ---- the server ------------------------------------------------------------------------------ */

proctype server()
{
    byte call, of_epoch, of_part, part, how;

serve:
    if
    :: may_die(SERVER) -> goto die
    :: true
    fi;
    receive(SERVER, call, of_epoch, of_part, part, how);
    if
    :: how == DIED -> goto die
    :: how != CHANGED && how != DIED -> goto leave
    :: else
    fi;
    if
    :: may_die(SERVER) -> goto die
    :: true
    fi;
    send(SERVER, call, of_epoch, part, how);
    if
    :: how == CHANGED -> goto serve
    :: how == DIED -> goto die
    :: else
    fi;
leave:
    alive[SERVER] = 0;
    goto done;
die:
    crashes_left--;
    /* The last stores of a process reach memory before it is known dead. */
    fence(SERVER);
    alive[SERVER] = 0;
done:
    skip
}

/* ---- the client -------------------------------------------------------------------------------- */

/* New pages; who connects zeroes what both sides say in them. */
inline connect_anew()
{
    atomic {
        fence(CLIENT) && fence(SERVER);
        epoch++;
        published[CLIENT] = 0; published[SERVER] = 0;
        consumed[CLIENT] = 0; consumed[SERVER] = 0;
        sleeping[CLIENT] = 0; sleeping[SERVER] = 0;
        asleep[CLIENT] = 0; asleep[SERVER] = 0;
        bell[CLIENT] = 0; bell[SERVER] = 0;
        out_done[CLIENT] = 0; out_done[SERVER] = 0;
        out_published[CLIENT] = 0; out_published[SERVER] = 0;
        out_consumed[CLIENT] = 0; out_consumed[SERVER] = 0;
        in_done[CLIENT] = 0; in_done[SERVER] = 0;
        in_published[CLIENT] = 0; in_published[SERVER] = 0;
        in_consumed[CLIENT] = 0; in_consumed[SERVER] = 0;
        drops[CLIENT] = 0; drops[SERVER] = 0;
        in_flight_count = 0;
        abandoned = 0;
        part = 0;
        do
        :: part < RING ->
            frames[CLIENT].unread[part] = 0;
            frames[SERVER].unread[part] = 0;
            frames[CLIENT].there[part] = 0;
            frames[SERVER].there[part] = 0;
            part++
        :: else -> break
        od;
#ifdef STALE
        /* The old server's last words come to lie before the new one's. */
        frames[SERVER].call[0] = first;
        frames[SERVER].epoch[0] = epoch - 1;
        frames[SERVER].part[0] = 0;
        frames[SERVER].there[0] = 1;
        published[SERVER] = 1;
        out_done[SERVER] = 1;
        out_published[SERVER] = 1;
#endif
        alive[SERVER] = 1
    };
    run server()
}

/* A reply of another epoch, or of a call that was given up, is ignored. */
#ifdef NOT_EPOCH_COMPARED
#define same_epoch(e) true
#else
#define same_epoch(e) ((e) == epoch)
#endif
#ifdef NOT_ID_COMPARED
#define is_awaited(n) true
#else
#define is_awaited(n) (waited[n])
#endif

/* While replies are under way neither may wait for the other's room. */
#ifdef NOT_BUSY
#define begin_is_busy false
#else
#define begin_is_busy                                                          \
    (in_flight_count > 0 && !has_room(CLIENT) &&                               \
     (has_frame(CLIENT) || published[SERVER] != in_published[CLIENT]))
#endif
#if defined(NOT_FITTING) || FRAMES == 1
#define send_is_busy false
#else
#define send_is_busy                                                           \
    (in_flight_count > 0 &&                                                    \
     out_done[CLIENT] + FRAMES - out_consumed[CLIENT] > RING)
#endif

proctype client()
{
    byte submitted, ended; /* calls */
    byte first = 1;        /* the next call's id in this epoch */
    bit waited[CALLS + CRASHES + 1];
    byte call, of_epoch, of_part, part, how;

    do
    :: ended == CALLS -> break

    /* begin and send */
    :: submitted < CALLS && in_flight_count < IN_FLIGHT ->
        if
        :: !has_room(CLIENT) -> look_for_room(CLIENT)
        :: else
        fi;
        if
        /* The server may be waiting until we collect what it sent: BUSY. */
        :: begin_is_busy || send_is_busy -> skip
        :: else ->
            send(CLIENT, first, epoch, part, how);
            if
            :: how == CHANGED ->
                waited[first] = 1;
                first++;
                submitted++;
                in_flight_count++
            :: how == TIMED_OUT && FRAMES == 1 -> /* tried again */
                skip
            :: how == DIED -> goto die
            :: how == PEER_GONE || (how == TIMED_OUT && FRAMES > 1) ->
                goto lost
            fi
        fi

    /* collect */
    :: in_flight_count > 0 ->
        receive(CLIENT, call, of_epoch, of_part, part, how);
        if
        :: how == CHANGED && same_epoch(of_epoch) && is_awaited(call) ->
            /* Exactly one reply for each call, and only to calls made. */
            assert(of_epoch == epoch && call < first && waited[call]);
            waited[call] = 0;
            in_flight_count--;
            ended++
        :: how == CHANGED && !(same_epoch(of_epoch) && is_awaited(call)) ->
            abandoned = (abandoned > 0 -> abandoned - 1 : 0)
        :: how == TIMED_OUT ->
            /* One that is waited for is given up. */
            call = 1;
            do
            :: waited[call] -> break
            :: else -> call++
            od;
            waited[call] = 0;
            in_flight_count--;
            abandoned++;
#ifdef NOT_FREED_BY_CONSUMED
            /* As if the time-out gave the request's room back. */
            out_consumed[CLIENT] = out_published[CLIENT];
#endif
            ended++
        :: how == DIED -> goto die
        :: how == PEER_GONE -> goto lost
        fi;
        goto next;

    :: may_die(CLIENT) -> goto die;

die:
        deaths_left--;
        fence(CLIENT);
lost:
        /*
         * What was in flight ends in a status, or with its caller; ids start
         * again.
         */
        alive[CLIENT] = 0;
        (!alive[SERVER]);
        ended = ended + in_flight_count;
        call = 0;
        do
        :: call < CALLS + CRASHES + 1 -> waited[call] = 0; call++
        :: else -> break
        od;
        first = 1;
        alive[CLIENT] = 1;
        connect_anew();
next:
        skip
    od;
#ifdef NOT_ENDING
    assert(false); /* it gets here: the other searches look at something */
#endif
    alive[CLIENT] = 0
}

init {
    atomic {
        alive[CLIENT] = 1;
        alive[SERVER] = 1;
        run memory(CLIENT);
        run memory(SERVER);
#if SPURIOUS > 0
        run prankster();
#endif
        run server();
        run client()
    }
}
