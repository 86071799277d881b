/**
 * Node's arguments for a process that works on photographs. Its heap is 10 MB, its pixels lie outside: without a floor V8
 * collects garbage after every photo because of them, 8 of 91 ms of processor time. A small young generation lets go of
 * them soon: 30 MB less, at the same speed.
 */
export const HEAP_ARGUMENTS = ['--initial-old-space-size=16', '--max-semi-space-size=2'];

const MB = 1024 * 1024;

/**
 * glibc's malloc would keep freed pixels in an arena per thread. What it would take from the kernel and give back with every photograph
 * (blocks beyond a limit that it moves by itself, and the end of its heap) costs a page fault every 4 kB, in some runs half of the recognition's
 * time: the limits are fixed, above the networks' buffers (docs/performance.md). Other C libraries do not read them.
 */
export const MALLOC_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(20 * MB),
  MALLOC_TRIM_THRESHOLD_: String(32 * MB),
};
