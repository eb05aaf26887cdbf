import { type Command } from 'commander';
import { BEGINNING, type EventStore, type Position, shareOfLog } from '#event-sourcing';
import { operatorError } from '#platform';
import { type OpsContext } from '../cli/ops-context.js';
import { ProgressLine } from '../import/report/progress.js';
import { adoptLog } from './adopt-log.js';
import { type Compared, compareLogs, type CompareOptions } from './comparing/compare-logs.js';
import { type Difference } from './comparing/difference.js';
import { copyLog } from './copying/copy-log.js';
import { eventStoreMessages } from './event-store-messages.js';
import { type LogAddresses, withLogs } from './open-logs.js';

/** `event-store copy|compare|adopt`: exit code 0 when every event that was looked at is equal in both. */
export function registerEventStore(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const text = eventStoreMessages.text.bind(eventStoreMessages, terminal.language);
  const group = program.command('event-store').description(text('event-store'));
  group
    .command('copy')
    .description(text('copy'))
    .requiredOption('--from <address>', text('from'))
    .requiredOption('--to <address>', text('to'))
    .action(
      context.action(async (addresses: LogAddresses) => {
        const stopWatching = onSignal(() => terminal.line(text('interrupted')));
        try {
          await withLogs(context, addresses, true, copy);
        } finally {
          stopWatching();
        }
      }),
    );
  group
    .command('compare')
    .description(text('compare'))
    .requiredOption('--from <address>', text('compare-from'))
    .requiredOption('--to <address>', text('compare-to'))
    .action(
      context.action((addresses: LogAddresses) =>
        withLogs(context, addresses, false, (source, target) => compare({ source, target })),
      ),
    );
  group
    .command('adopt')
    .description(text('adopt'))
    .action(
      context.action(async () => {
        const { EVENTSTORE_URL: url } = context.settings();
        terminal.line(text(await context.withDatabase('event-store', (database) => adoptLog(database, url))));
      }),
    );

  async function copy(source: EventStore, target: EventStore): Promise<void> {
    const progress = progressLine('copying');
    let head: Position = BEGINNING;
    const { events, from, upTo } = await copyLog({
      source,
      target,
      onBegin: (place, end) => {
        head = end;
        terminal.line(text('begins', { from: source.logId, to: target.logId }));
        if (place.source !== BEGINNING) terminal.line(text('goes-on', { position: place.source }));
      },
      onCopied: (count, position) => progress.show(count, position, head),
    });
    progress.end();
    if (upTo === BEGINNING) terminal.line(text('empty-source'));
    else terminal.line(text(events === 0 ? 'nothing-to-copy' : 'copied', { events, position: upTo }));
    await compare({ source, target, after: from, upTo });
    if ((await source.head()) !== upTo) terminal.line(text('source-grew'));
  }

  /** @throws OperatorError `logs-differ` */
  async function compare(options: Omit<CompareOptions, 'onDifference' | 'onCompared'>): Promise<void> {
    const progress = progressLine('comparing');
    const head = options.upTo ?? (await options.source.head());
    const compared: Compared = await compareLogs({
      ...options,
      onDifference: (difference) => terminal.line(sentence(difference)),
      onCompared: (count, position) => progress.show(count, position, head),
    });
    progress.end();
    terminal.line(text('compared', { ...compared }));
    const { different } = compared;
    if (different > 0) throw operatorError(eventStoreMessages, 'logs-differ', { different });
  }

  function progressLine(message: 'copying' | 'comparing') {
    const line = new ProgressLine(process.stdout, (percent, events) => text(message, { percent, events }));
    return {
      show: (events: number, position: Position, head: Position) =>
        line.show(events, events / shareOfLog(position, head)),
      end: () => line.end(),
    };
  }

  function sentence(difference: Difference): string {
    const { kind, position } = difference;
    const fields = difference.kind === 'changed' ? difference.fields.join(', ') : '';
    return text(kind, { position, fields });
  }
}

/** Runs when the process is ended by a signal; the signal itself is the program's to handle. */
function onSignal(say: () => void): () => void {
  const onExit = (code: number) => (code === 130 || code === 143) && say();
  process.once('exit', onExit);
  return () => void process.removeListener('exit', onExit);
}
