import { type EventStore, type Position } from '#event-sourcing';
import { type BootContext } from './boot-context.js';
import { handledBy, hindmost } from './live-lane.js';
import { type Member } from './member.js';
import { MemberBoot } from './member-boot.js';

/**
 * Brings members that stand at one position up to the end of the log. Each writes for itself over a connection of its own,
 * many pages at a time, because a row that changes often is then written once; meanwhile the pages that follow are read
 * and folded.
 */
export async function bootTogether(context: BootContext, members: readonly Member[]): Promise<void> {
  const boots = members.map((member) => new MemberBoot(context, member));
  try {
    await readAndFold(context, members, boots);
  } finally {
    await Promise.allSettled(boots.map((boot) => boot.settled()));
  }
}

async function readAndFold(
  context: BootContext,
  members: readonly Member[],
  boots: readonly MemberBoot[],
): Promise<void> {
  const { store, signal, pageSize: limit, commitSize } = context;
  const read = (after: Position): ReturnType<EventStore['readAll']> =>
    store.readAll({ after, limit, filter: { types: handledBy(members) } });
  let next = read(hindmost(members));
  for (let folded = 0; ;) {
    const page = await next;
    const running = boots.filter((boot) => boot.member.running);
    if (signal.aborted || running.length === 0) return;
    if (!page.caughtUp) {
      next = read(page.position);
      // Heard now, since nobody awaits it while this page is folded; it is thrown where it is awaited.
      next.catch(() => undefined);
    }
    const prepared = await context.prepare(
      running.map((boot) => boot.member),
      page,
    );
    await Promise.all(running.map((boot) => boot.take(prepared)));
    folded += page.events.length;
    if (page.caughtUp || folded + limit > commitSize) {
      await Promise.all(running.map((boot) => boot.commit()));
      folded = 0;
    }
    if (!page.caughtUp) continue;
    await Promise.all(boots.map((boot) => boot.settled()));
    return context.caughtUp(members);
  }
}
