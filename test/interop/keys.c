/*
 * Presses keys in a game that has no window here. It takes the place of SDL_PollEvent, which Chocolate Doom calls, and of SDL_PeepEvents,
 * which Woof! calls (LD_PRELOAD). KEYS is a list of "tic:scancode:1" for a key that goes down in that tic, and ":0" for one that goes up,
 * in order. Needs no header and no library.
 */
extern char *getenv(const char *name);

/* SDL_KeyboardEvent, as SDL_events.h has it. */
struct event {
  unsigned type, time, window;
  unsigned char state, repeat, padding[2];
  unsigned scancode;
  int symbol;
  unsigned short modifiers;
  unsigned unused;
};

static const char *next;
static unsigned tic;

static unsigned number(void) {
  unsigned value = 0;
  for (; *next >= '0' && *next <= '9'; next++) value = value * 10 + (unsigned)(*next - '0');
  if (*next == ':' || *next == ',') next++;
  return value;
}

int SDL_PollEvent(struct event *event) {
  const char *start;
  unsigned when;
  if (!next) next = getenv("KEYS");
  if (!next || !*next) return 0;
  start = next;
  when = number();
  /* The game polls until there is nothing more, once a tic. */
  if (when > tic) {
    next = start;
    tic++;
    return 0;
  }
  for (unsigned i = 0; i < sizeof *event; i++) ((unsigned char *)event)[i] = 0;
  event->scancode = number();
  event->state = (unsigned char)number();
  event->type = event->state ? 0x300 : 0x301;
  return 1;
}

/* Gets one event at a time, whatever is asked for. */
int SDL_PeepEvents(struct event *events, int count, int action, unsigned from, unsigned to) {
  return SDL_PollEvent(events);
}
