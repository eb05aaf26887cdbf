import { describe, expect, it } from '@jest/globals';
import { inflict } from './inflict.js';
import { type Fault } from './plan/fault.js';
import { type PlannedFault } from './plan/plan.js';

const kill = (target: 'api-0' | 'api-1', atMs: number): PlannedFault => ({
  atMs,
  target,
  fault: { kind: 'kill', downMs: 0 },
});

/** Told one by one when a fault is over. */
class Patient {
  readonly begun: string[] = [];
  healed = 0;
  private readonly ends: (() => void)[] = [];
  private tellBegun: () => void = () => undefined;

  suffer({ target }: Fault): Promise<void> {
    this.begun.push(target);
    this.tellBegun();
    return new Promise((resolve) => this.ends.push(resolve));
  }

  heal(): Promise<void> {
    this.healed += 1;
    return Promise.resolve();
  }

  async hasBegun(count: number): Promise<void> {
    while (this.begun.length < count) await new Promise<void>((resolve) => (this.tellBegun = resolve));
  }

  end(n: number): void {
    this.ends[n]?.();
  }
}

describe('a plan that is carried out', () => {
  it('leaves out what is due to a target that has not got over the last, and does it to others', async () => {
    const patient = new Patient();
    const done = inflict([kill('api-0', 0), kill('api-0', 1), kill('api-1', 2)], patient);
    await patient.hasBegun(2);
    expect(patient.begun).toEqual(['api-0', 'api-1']);
    expect(patient.healed).toBe(0);
    patient.end(0);
    patient.end(1);
    expect(await done).toEqual(new Map([['api kill', 2]]));
    expect(patient.healed).toBe(1);
  });

  it('fails when a target does not come back', async () => {
    const broken = { suffer: () => Promise.reject(new Error('gone')), heal: () => Promise.resolve() };
    await expect(inflict([kill('api-0', 0)], broken)).rejects.toThrow('gone');
  });
});
