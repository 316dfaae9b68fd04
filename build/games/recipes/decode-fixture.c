/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decodes a sound file as Woof does, from memory: `decode FILE` writes its samples to stdout, and what they are to stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sndfile.h"

static unsigned char data[1 << 22];
static sf_count_t length, position;

static sf_count_t Length(void *unused)
{
    return length;
}

static sf_count_t Seek(sf_count_t offset, int whence, void *unused)
{
    const sf_count_t target = offset + (whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : length);

    // As Woof's src/memio.c: a place outside of the file leaves the position.
    if (target >= 0 && target <= length)
    {
        position = target;
    }

    return position;
}

static sf_count_t Read(void *target, sf_count_t count, void *unused)
{
    if (count > length - position)
    {
        count = length - position;
    }

    memcpy(target, data + position, count);
    position += count;
    return count;
}

static sf_count_t Tell(void *unused)
{
    return position;
}

int main(int argc, char **argv)
{
    static short samples[8192];
    SF_VIRTUAL_IO io = {Length, Seek, Read, NULL, Tell};
    SF_INFO info = {0};
    FILE *file = fopen(argv[1], "rb");
    SNDFILE *sound;
    sf_count_t frames;

    if (argc != 2 || !file)
    {
        return 2;
    }

    length = fread(data, 1, sizeof(data), file);
    sound = sf_open_virtual(&io, SFM_READ, &info, NULL);

    if (!sound)
    {
        fprintf(stderr, "%s\n", sf_strerror(NULL));
        return 1;
    }

    fprintf(stderr, "%d Hz, %d channels\n", info.samplerate, info.channels);

    // As often as the game does at the end of a song that repeats.
    for (int turn = 0; turn < 2; turn++)
    {
        while ((frames = sf_readf_short(sound, samples, 8192 / info.channels)) > 0)
        {
            fwrite(samples, sizeof(short) * info.channels, frames, stdout);
        }

        sf_seek(sound, 0, SEEK_SET);
    }

    return sf_close(sound);
}
