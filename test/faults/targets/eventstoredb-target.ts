import { setTimeout as pause } from 'node:timers/promises';
import { spawnDouble, type SpawnedDouble } from '../../eventstoredb-double/index.js';
import { type EventStoreFault } from '../plan/fault.js';

const NODES = 3;
const WRITE_TIMEOUT_MS = 500;

/** Three nodes of the double, in a process of their own. */
export class EventStoreDbTarget {
  private constructor(private readonly double: SpawnedDouble) {}

  static async start(): Promise<EventStoreDbTarget> {
    return new EventStoreDbTarget(
      await spawnDouble({ nodes: NODES, settings: { writeTimeout: WRITE_TIMEOUT_MS } }),
    );
  }

  get url(): string {
    return this.double.url;
  }

  async suffer(fault: EventStoreFault): Promise<void> {
    const { control } = this.double;
    switch (fault.kind) {
      case 'misbehave':
        return control.misbehave(fault.fault);
      case 'end-subscriptions':
        return control.endSubscriptions(fault.how);
      case 'move-leader':
        return control.moveLeader(undefined, fault.withoutMs);
      case 'restart-leader':
        return control.restart(fault.downMs);
      case 'frozen':
        this.double.freeze();
        await pause(fault.ms);
        return this.double.thaw();
      case 'stale-followers':
        await control.holdFollowers();
        await pause(fault.ms);
        return control.releaseFollowers();
      case 'cut-connections':
        return control.cutConnections();
      case 'mark-ahead':
        return control.sendMarkAhead();
      case 'fell-behind':
        return control.sendFellBehind();
      case 'forget-ids':
        return control.forgetRecentIds();
    }
  }

  /** Takes back what was ordered and has not happened. */
  heal(): Promise<void> {
    return this.double.control.behave();
  }

  close(): Promise<void> {
    return this.double.close();
  }
}
