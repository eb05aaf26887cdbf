/**
 * What a .dockerignore lets into the context: of the rules that fit a path or a folder above it, the last one counts.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 *
 * @returns takes paths relative to the context, with `/`.
 */
export function contextFilter(ignoreFile: string): (path: string) => boolean {
  const rules = ignoreFile
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ admits: line.startsWith('!'), fits: patternOf(line.replace(/^!/, '')) }));
  return (path) => {
    const parts = path.split('/');
    const selfAndFolders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const last = rules.findLast(({ fits }) => selfAndFolders.some((part) => fits.test(part)));
    return last?.admits ?? true;
  };
}

function patternOf(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`))
    .join('');
  return new RegExp(`^${source}$`);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
