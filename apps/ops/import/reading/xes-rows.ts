import { type Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { type Columns } from './columns.js';
import { type SourceItem, wrongCharacters } from './source-row.js';

const ATTRIBUTES = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

/**
 * Events of an XES log (IEEE 1849), one row each: attributes of the event by their keys, those of its trace with `case:` before.
 * Nested attributes and lists are left out. A file that is no XML from some place on ends there with one unreadable row.
 */
export async function* xesRows(text: Readable, columns: Columns): AsyncGenerator<SourceItem> {
  const parser = new SaxesParser({ position: true });
  const ready: SourceItem[] = [];
  let trace = new Map<string, string>();
  let event: { readonly line: number; readonly attributes: Map<string, string> } | undefined;
  const path: string[] = [];
  let broken = false;

  parser.on('opentag', ({ name, attributes }) => {
    const parent = path.at(-1);
    path.push(name);
    if (name === 'trace') trace = new Map();
    else if (name === 'event') event = { line: parser.line, attributes: new Map() };
    else if (ATTRIBUTES.has(name)) {
      const { key = '', value = '' } = attributes as Record<string, string>;
      if (parent === 'event') event?.attributes.set(key, value);
      else if (parent === 'trace') trace.set(`case:${key}`, value);
    }
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (name !== 'event' || event === undefined || broken) return;
    const cells: string[] = [];
    for (const [key, value] of [...trace, ...event.attributes]) cells[columns.at(key)] = value;
    ready.push(
      rowOf(
        event.line,
        Array.from(cells, (cell) => cell ?? ''),
      ),
    );
    event = undefined;
  });
  // Without a handler the parser throws; from a malformed place on there is nothing to rely on.
  parser.on('error', () => (broken = true));

  for await (const chunk of text as AsyncIterable<string>) {
    parser.write(chunk);
    yield* ready.splice(0);
    if (broken) break;
  }
  if (!broken) parser.close();
  if (broken) yield { kind: 'unreadable', line: parser.line, code: 'row-malformed' };
}

function rowOf(line: number, cells: readonly string[]): SourceItem {
  const code = wrongCharacters(cells);
  return code === undefined ? { kind: 'row', line, cells } : { kind: 'unreadable', line, code };
}
