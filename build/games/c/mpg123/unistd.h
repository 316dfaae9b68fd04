/* wasi-libc makes lseek a macro, and mpg123 has a member of this name. */
#include_next <unistd.h>
#undef lseek
