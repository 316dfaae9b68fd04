/*
 * Plays one buffer by OpenAL Soft, whose wave writer stores the result. Arguments: the file of samples, and then name=number for what
 * differs from the defaults.
 */
#include <AL/al.h>
#include <AL/alc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count;
static char **list;

static double number(const char *name, double otherwise)
{
    size_t length = strlen(name);
    for (int i = 2; i < count; i++)
        if (strncmp(list[i], name, length) == 0 && list[i][length] == '=') return atof(list[i] + length + 1);
    return otherwise;
}

int main(int argc, char **argv)
{
    static char data[1 << 22];
    count = argc;
    list = argv;
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) return 2;
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);

    ALCdevice *device = alcOpenDevice(NULL);
    if (device == NULL) return 3;
    ALCcontext *context = alcCreateContext(device, NULL);
    alcMakeContextCurrent(context);
    ALuint buffer, source;
    alGenBuffers(1, &buffer);
    alGenSources(1, &source);
    alBufferData(buffer, (ALenum)number("format", AL_FORMAT_MONO16), data, (ALsizei)size, (ALsizei)number("rate", 44100));
    alSourcei(source, AL_BUFFER, (ALint)buffer);
    alSourcef(source, AL_PITCH, (ALfloat)number("pitch", 1));
    alSourcef(source, AL_REFERENCE_DISTANCE, (ALfloat)number("reference", 1));
    alSourcef(source, AL_MAX_DISTANCE, (ALfloat)number("max", 1e9));
    alSourcef(source, AL_ROLLOFF_FACTOR, (ALfloat)number("rolloff", 1));
    alSourcei(source, AL_SOURCE_RELATIVE, (ALint)number("relative", 0));
    alSource3f(source, AL_POSITION, (ALfloat)number("x", 0), (ALfloat)number("y", 0), (ALfloat)number("z", 0));
    alSource3f(source, AL_VELOCITY, (ALfloat)number("vx", 0), (ALfloat)number("vy", 0), (ALfloat)number("vz", 0));
    alListener3f(AL_POSITION, (ALfloat)number("lx", 0), 0, (ALfloat)number("lz", 0));
    ALfloat orientation[] = { (ALfloat)number("ax", 0), 0, (ALfloat)number("az", -1), 0, 1, 0 };
    alListenerfv(AL_ORIENTATION, orientation);
    alDistanceModel((ALenum)number("model", AL_INVERSE_DISTANCE_CLAMPED));
    alSourcePlay(source);
    if (alGetError() != AL_NO_ERROR) return 4;
    ALint state;
    do
    {
        usleep(10000);
        alGetSourcei(source, AL_SOURCE_STATE, &state);
    } while (state == AL_PLAYING);
    alcMakeContextCurrent(NULL);
    alcDestroyContext(context);
    alcCloseDevice(device);
    return 0;
}
