/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where Woof's loop begins a frame, and has changed nothing yet. Woof calls I_StartFrame there, which does nothing. The linker has it call
 * this function instead. It asks for the time in a way that Woof never does, so the host knows the place: a session leaves the loop there
 * and calls the functions of a frame itself. Any other host just returns the time.
 */
#include "SDL.h"

void __wrap_I_StartFrame(void)
{
    SDL_GetTicks64();
}
