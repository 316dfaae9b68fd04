/* What libsndfile's CMakeLists.txt would write for wasm32-wasi. What is not named here, src/sfconfig.h sets to 0, or is not used. */
#define PACKAGE "libsndfile"
#define PACKAGE_NAME "libsndfile"
#define PACKAGE_VERSION "1.2.0"
#define VERSION "1.2.0"

#define CPU_IS_LITTLE_ENDIAN 1
#define CPU_IS_BIG_ENDIAN 0
/* WebAssembly's conversions of LLVM do not clip: they trap, or saturate where the C code asks first. */
#define CPU_CLIPS_POSITIVE 0
#define CPU_CLIPS_NEGATIVE 0
#define OS_IS_WIN32 0
#define USE_WINDOWS_API 0

/* The two files that would call Opus or LAME, which are not here, are compiled without. */
#ifndef HAVE_EXTERNAL_XIPH_LIBS
#define HAVE_EXTERNAL_XIPH_LIBS 1
#endif
#ifndef HAVE_MPEG
#define HAVE_MPEG 1
#endif
#define ENABLE_EXPERIMENTAL_CODE 0

#define HAVE_GETTIMEOFDAY 1
#define HAVE_GMTIME_R 1
#define HAVE_INTTYPES_H 1
#define HAVE_LRINT 1
#define HAVE_LRINTF 1
#define HAVE_SSIZE_T 1
#define HAVE_STDBOOL_H 1
#define HAVE_STDINT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1

#define SIZEOF_INT64_T 8
#define SIZEOF_LONG 4
#define SIZEOF_OFF_T 8
#define SIZEOF_WCHAR_T 4
