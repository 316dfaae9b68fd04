/**
 * glibc's allocator, told to give back what is free (mallopt(3)): left to itself it takes for kept, after the first large block that is
 * freed, all that is smaller, and an engine process, which allocates each frame and each block of sound in one thread and frees it in
 * another, grew by 6 % in 25 minutes without holding any more. Other allocators ignore these; in
 * Electron on Linux, Chromium's PartitionAlloc takes malloc's place.
 */
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '131072' };

/** The environment of an engine process that a process of this environment starts. What the user has set stays. */
export function engineEnvironment(own: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const set = Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { ...ALLOCATOR, ...Object.fromEntries(set) };
}
