/* mpg123's public header as its source has it, before configure writes into it. */
#ifndef TRAPDOOM_MPG123_H
#define TRAPDOOM_MPG123_H

#include <stdlib.h>
#include <sys/types.h>

typedef ssize_t mpg123_ssize_t;

#define MPG123_API_VERSION 47
#define MPG123_NO_CONFIGURE
#include "mpg123.h.in"

#endif
