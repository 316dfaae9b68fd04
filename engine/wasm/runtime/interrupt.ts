/**
 * The cell that ends what guests run on this thread: anything but 0 is an `interrupted` trap at the next loop iteration or call of
 * code that looks at it, which puts it back to 0. It is shared, so that another thread can set it: this one is in the guest's hands.
 * Set while no guest runs, it ends the next one.
 */
export const INTERRUPT = new Int32Array(new SharedArrayBuffer(4));
