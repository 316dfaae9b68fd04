/* What Woof's CMakeLists.txt would write for wasm32-wasi: names, and the little its sources ask of the C library. */
#define PROJECT_NAME "Woof"
#define PROJECT_VERSION "15.2.0"
#define PROJECT_STRING PROJECT_NAME " " PROJECT_VERSION
#define PROJECT_SHORTNAME "woof"
#define HAVE_DIRENT_H
#define HAVE_DECL_STRCASECMP 1
#define HAVE_DECL_STRNCASECMP 1
#define HAVE_SNDFILE_MPEG
