import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { userInfo } from 'node:os';
import { execForm, type Instruction, lastOf, parseDockerfile, type Stage } from './dockerfile.js';
import { contextFilter } from './ignore-file.js';

/** What an engine would make of the last stage, as a folder. */
export interface BuiltImage {
  /** What WORKDIR names. */
  readonly folder: string;
  /** WORKDIR itself, by which absolute paths in `env` begin. */
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly entrypoint: readonly string[];
  readonly healthCheck: readonly string[];
}

/**
 * Carries out a Dockerfile's steps below an empty folder, with the programs of this machine in place of the base image's:
 * WORKDIR, COPY with --from and --chown, ENV, RUN. What it can't do it refuses, so nothing is passed over: RUN with an
 * absolute path would reach out of the folder, ADD and mounts it does not know.
 *
 * @throws Error naming the step.
 */
export function buildImage(project: string, dockerfile: string, into: string): BuiltImage {
  const stages = parseDockerfile(readFileSync(join(project, dockerfile), 'utf8'));
  const admits = contextFilter(readFileSync(join(project, '.dockerignore'), 'utf8'));
  for (const stage of stages) new StageFolder(stage, { project, into, admits }).build();
  const image = stages.at(-1);
  if (image === undefined) throw new Error('no stage');
  const workdir = lastOf(image, 'WORKDIR') ?? '/';
  const [uid = 0, gid = 0] = (lastOf(image, 'USER') ?? '0').split(':').map(Number);
  return {
    folder: join(into, image.name, workdir),
    workdir,
    env: environmentOf(image),
    user: { uid, gid },
    entrypoint: execForm(lastOf(image, 'ENTRYPOINT') ?? '[]'),
    healthCheck: execForm((lastOf(image, 'HEALTHCHECK') ?? '[]').replace(/^.*?CMD\s+/, '')),
  };
}

export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ rest }) => rest.split(/\s+/).map((pair) => pair.split('=', 2) as [string, string]));
  return Object.fromEntries(pairs);
}

interface Context {
  readonly project: string;
  readonly into: string;
  readonly admits: (path: string) => boolean;
}

class StageFolder {
  private workdir = '/';

  constructor(
    private readonly stage: Stage,
    private readonly context: Context,
  ) {}

  build(): void {
    mkdirSync(this.root, { recursive: true });
    for (const instruction of this.stage.instructions) this.carryOut(instruction);
  }

  private get root(): string {
    return join(this.context.into, this.stage.name);
  }

  private get here(): string {
    return join(this.root, this.workdir);
  }

  private carryOut({ keyword, rest }: Instruction): void {
    switch (keyword) {
      case 'WORKDIR':
        this.workdir = rest;
        mkdirSync(this.here, { recursive: true });
        return;
      case 'COPY':
        return this.copy(rest);
      case 'RUN':
        return this.run(rest);
      case 'ENV':
      case 'USER':
      case 'EXPOSE':
      case 'HEALTHCHECK':
      case 'ENTRYPOINT':
      case 'CMD':
        return;
      default:
        throw new Error(`can't rehearse ${keyword} ${rest}`);
    }
  }

  private run(command: string): void {
    if (/(^|[\s'"=])(\/|--mount)/.test(command)) throw new Error(`reaches out of the folder: RUN ${command}`);
    const { PATH = '', HOME = '' } = process.env;
    execFileSync('sh', ['-c', command], {
      cwd: this.here,
      env: { PATH, HOME, ...environmentOf(this.stage) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  private copy(rest: string): void {
    const words = rest.split(/\s+/);
    const flags = new Map(
      words.filter((word) => word.startsWith('--')).map((word) => word.split('=', 2) as [string, string]),
    );
    const paths = words.filter((word) => !word.startsWith('--'));
    const from = flags.get('--from');
    const target = join(this.here, paths.pop() ?? '.');
    for (const path of paths) {
      const source = join(from === undefined ? this.context.project : join(this.context.into, from), path);
      if (!existsSync(source)) throw new Error(`nothing at ${path}: COPY ${rest}`);
      const admits = (file: string) => from !== undefined || this.admits(file);
      if (!holdsAny(source, admits)) throw new Error(`.dockerignore leaves out ${path}: COPY ${rest}`);
      const isFolder = lstatSync(source).isDirectory();
      const into = isFolder || !isFolderPath(target, paths.length) ? target : join(target, basename(path));
      cpSync(source, into, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (file) => holdsAny(file, admits),
      });
      const owner = flags.get('--chown');
      if (owner !== undefined && isFolder) this.chown(source, into, owner);
    }
  }

  private admits(file: string): boolean {
    return this.context.admits(relative(this.context.project, file));
  }

  /** Of what was copied, not of what was there before. Only root may give files away. */
  private chown(source: string, into: string, owner: string): void {
    if (userInfo().uid !== 0) return;
    const [uid = 0, gid = uid] = owner.split(':').map(Number);
    for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' }))
      chownSync(join(into, path), uid, gid);
  }
}

function isFolderPath(target: string, sources: number): boolean {
  return sources > 1 || target.endsWith('/') || (existsSync(target) && lstatSync(target).isDirectory());
}

/** Whether a file, or a folder in any depth, is let in; empty folders between stages are. */
function holdsAny(path: string, admits: (file: string) => boolean): boolean {
  if (!lstatSync(path).isDirectory() || admits(path)) return admits(path);
  return readdirSync(path).some((name) => holdsAny(join(path, name), admits));
}
