/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Woof's music player on a host without threads. The player refills its OpenAL buffers on a thread that sleeps in between. Here, a
 * timer of SDL does it. The queue lasts 370 ms at 44,100 Hz, so 10 ms between two looks at it are short enough.
 *
 * The player's own source is compiled unmodified, as a part of this file: only here do the two functions that start and end a thread
 * have other names.
 */
#include "SDL.h"

#define UPDATE_INTERVAL_MS 10

static SDL_Thread *StartMusic(SDL_ThreadFunction thread, const char *name, void *data);
static void StopMusic(SDL_Thread *thread, int *status);

#define SDL_CreateThread StartMusic
#define SDL_WaitThread StopMusic
#include "i_oalmusic.c"
#undef SDL_CreateThread
#undef SDL_WaitThread

static SDL_TimerID music_timer;

/* A turn of PlayerThread's loop. SDL calls it again while it returns an interval. */
static Uint32 UpdateMusic(Uint32 interval, void *unused)
{
    (void) unused;

    if (SDL_AtomicGet(&player_thread_running) && UpdatePlayer())
    {
        return interval;
    }

    SDL_AtomicSet(&player_thread_running, 0);
    music_timer = 0;
    return 0;
}

/* What PlayerThread does before its loop. Its function is known, and not called. */
static SDL_Thread *StartMusic(SDL_ThreadFunction thread, const char *name, void *data)
{
    (void) thread;
    (void) name;
    (void) data;

    StartPlayer();
    music_timer = SDL_AddTimer(UPDATE_INTERVAL_MS, UpdateMusic, NULL);

    if (music_timer == 0)
    {
        I_Printf(VB_ERROR, "StartMusic: No timer: %s", SDL_GetError());
        SDL_AtomicSet(&player_thread_running, 0);
        return NULL;
    }

    /* Nobody reads through this pointer. It comes back in StopMusic. */
    return (SDL_Thread *) &music_timer;
}

static void StopMusic(SDL_Thread *thread, int *status)
{
    (void) thread;
    (void) status;

    if (music_timer != 0)
    {
        SDL_RemoveTimer(music_timer);
        music_timer = 0;
    }
}
