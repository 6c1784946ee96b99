/** Waits until something has been touched and then left alone for a while: one saving of a file is many events. */
export class QuietTime {
  private readonly quietMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isDue = false;
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(quietMs: number) {
    this.quietMs = quietMs;
  }

  /** Something is touched; the time starts again. */
  touch(): void {
    if (this.isOver) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isDue = true;
      this.wake();
    }, this.quietMs);
  }

  /** Resolves once it has been quiet after a touch since the last time this resolved; with false where it is over. */
  async after(): Promise<boolean> {
    while (!this.isDue && !this.isOver) await new Promise<void>((settle) => (this.wake = settle));
    this.isDue = false;
    return !this.isOver;
  }

  /** Nobody waits any more. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.wake();
  }
}
