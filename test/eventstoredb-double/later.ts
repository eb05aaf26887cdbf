/** Does it after so many milliseconds, or at once for 0; a process that is done does not wait for it. */
export function later(milliseconds: number, what: () => void): void {
  if (milliseconds <= 0) what();
  else setTimeout(what, milliseconds).unref();
}
