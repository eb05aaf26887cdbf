import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

const BUFFERED_CHARS = 64 * 1024;

/** The rows that were not imported: line, reason, sentence. Written beside its final name, and absent when there is no such row. */
export class RefusedFile {
  private readonly part: string;
  private readonly file: number;
  private buffered = '';
  private lines = 0;
  private open = true;

  constructor(private readonly path: string) {
    this.part = `${path}.part`;
    this.file = openSync(this.part, 'w', 0o600);
  }

  add(line: number, code: string, sentence: string): void {
    this.lines += 1;
    this.buffered += `${line},${code},"${sentence.replaceAll('"', '""')}"\n`;
    if (this.buffered.length >= BUFFERED_CHARS) this.write();
  }

  /** @returns where the file is, or undefined when nothing was refused. */
  close(): string | undefined {
    this.write();
    this.shut();
    rmSync(this.path, { force: true });
    if (this.lines === 0) rmSync(this.part, { force: true });
    else renameSync(this.part, this.path);
    return this.lines === 0 ? undefined : this.path;
  }

  /** After a failure nothing is left of the list: the import that goes on lists every refused row again. */
  abandon(): void {
    if (!this.open) return;
    this.shut();
    rmSync(this.part, { force: true });
  }

  private shut(): void {
    closeSync(this.file);
    this.open = false;
  }

  private write(): void {
    writeSync(this.file, this.buffered);
    this.buffered = '';
  }
}
