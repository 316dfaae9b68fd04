/* What mpg123's configure would write for wasm32-wasi: the decoder in plain C, of files that the program reads itself. */
#define PACKAGE_NAME "mpg123"
#define PACKAGE_VERSION "1.31.2"

#define ACCURATE_ROUNDING 1
#define FRAME_INDEX 1
#define GAPLESS 1
#define IEEE_FLOAT 1
#define INDEX_SIZE 1000
#define USE_NEW_HUFFTABLE 1

#define NO_EQUALIZER 1
#define NO_ICY 1
#define NO_NTOM 1
#define NO_DOWNSAMPLE 1

#define HAVE_ATOLL 1
#define HAVE_DIRENT_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_LIMITS_H 1
#define HAVE_STDINT_H 1
#define HAVE_STDIO_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRERROR 1
#define HAVE_STRING_H 1
#define HAVE_STRINGS_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1

#define SIZEOF_LONG 4
#define SIZEOF_OFF_T 8
#define SIZEOF_SIZE_T 4
#define SIZEOF_SSIZE_T 4
