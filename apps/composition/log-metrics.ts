import { Counter, Gauge, Histogram } from 'prom-client';
import { type LogObserver } from '#event-sourcing';
import { type Metrics } from '#platform';

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Counts what the event log tells about itself. */
export function logMetrics({ registry }: Metrics): LogObserver {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const seconds = (name: string, help: string) => new Histogram({ name, help, buckets: SECONDS, registers });
  const events = counter('help_desk_log_events_total', 'Events appended');
  const appends = seconds('help_desk_log_append_seconds', 'Time of an append, waiting included');
  const conflicts = counter('help_desk_log_conflicts_total', 'Appends refused for another version');
  const failures = counter('help_desk_log_append_failures_total', 'Appends given up');
  const retries = counter('help_desk_log_retries_total', 'Statements of the log tried again');
  const groups = new Histogram({
    name: 'help_desk_log_group_size',
    help: 'Appends carried by one commit',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  });
  const barrier = seconds('help_desk_log_barrier_seconds', 'Time to find where the log is settled');
  const listening = new Gauge({
    name: 'help_desk_log_listening',
    help: '1 while notices of new events are received, 0 while the log is polled',
    registers,
  });
  const resubscribed = counter('help_desk_log_resubscriptions_total', 'Subscriptions taken up again');
  const reconnected = counter('help_desk_log_reconnections_total', 'Connections to the log replaced');
  const refusedMarks = counter('help_desk_log_refused_marks_total', 'Marks of the log not believed');
  const damaged = counter('help_desk_log_damaged_streams_total', 'Streams found deleted or truncated');
  return (signal) => {
    switch (signal.kind) {
      case 'appended':
        events.inc(signal.events);
        return appends.observe(signal.milliseconds / 1000);
      case 'conflicted':
        return conflicts.inc();
      case 'append-failed':
        return failures.inc();
      case 'group':
        return groups.observe(signal.appends);
      case 'retried':
        return retries.inc();
      case 'barrier':
        return barrier.observe(signal.milliseconds / 1000);
      case 'listening':
        return listening.set(signal.up ? 1 : 0);
      case 'resubscribed':
        return resubscribed.inc();
      case 'reconnected':
        return reconnected.inc();
      case 'mark-refused':
        return refusedMarks.inc();
      case 'damaged-stream':
        return damaged.inc();
      default:
        return signal satisfies never;
    }
  };
}
