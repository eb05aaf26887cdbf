import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

export const PROJECT = new URL('../../', import.meta.url);

export const readText = (path: string): string => readFileSync(new URL(path, PROJECT), 'utf8');

/** Compose merges maps by `<<`, which YAML 1.2 has left out. */
export const readYaml = (path: string): unknown =>
  load(readText(path), { schema: CORE_SCHEMA.withTags(mergeTag) });

export interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly restart?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
}

export const COMPOSE_FILES = ['docker/compose.yaml', 'docker/compose.cluster.yaml'] as const;

export const composeFile = (path: string): ComposeFile => readYaml(path) as ComposeFile;

/** Whether it runs our image. */
export const isOurs = ({ image }: Service): boolean => image === 'help-desk';

/** Ends by itself: nobody restarts it, nobody asks for its health. */
export const endsByItself = ({ restart }: Service): boolean => restart === undefined;

/** `source:target[:mode]` of a volume, and whether the source is a path beside the compose file. */
export function mountOf(volume: string): { source: string; target: string; mode: string; isPath: boolean } {
  const [source = '', target = '', mode = 'rw'] = volume.split(':');
  return { source, target, mode, isPath: source.startsWith('.') };
}
