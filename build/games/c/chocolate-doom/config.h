/* What Chocolate Doom's configure would write for wasm32-wasi: names, and the little its sources ask of the C library. */
#define PACKAGE_NAME "Chocolate Doom"
#define PACKAGE_TARNAME "chocolate-doom"
#define PACKAGE_VERSION "3.0.0"
#define PACKAGE_STRING PACKAGE_NAME " " PACKAGE_VERSION
#define PROGRAM_PREFIX "chocolate-"
#define HAVE_DIRENT_H 1
#define HAVE_DECL_STRCASECMP 1
#define HAVE_DECL_STRNCASECMP 1
