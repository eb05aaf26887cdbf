import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Module, Post, Query } from '@nestjs/common';
import pg from 'pg';

export const NAIVE_POOL = Symbol('naive pool');

export const NAIVE_SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS naive;
  CREATE TABLE IF NOT EXISTS naive.events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ticket uuid NOT NULL, type text NOT NULL, data jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS naive.tickets (
    id uuid PRIMARY KEY, desk text NOT NULL, customer uuid NOT NULL, status text NOT NULL, subject text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now())`;

interface Opening {
  readonly desk: string;
  readonly customer: string;
  readonly subject: string;
}

/**
 * What the service is measured against: no sign-in, no validation, no encryption, no clocks, no regulation; an event and a
 * row in one transaction, and rows by their primary key.
 */
@Controller()
export class NaiveController {
  constructor(@Inject(NAIVE_POOL) private readonly pool: pg.Pool) {}

  @Post('tickets')
  async open(@Body() body: Opening): Promise<object> {
    const id = randomUUID();
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query({
        name: 'naive-event',
        text: `INSERT INTO naive.events (ticket, type, data) VALUES ($1, 'Opened', $2)`,
        values: [id, JSON.stringify(body)],
      });
      await client.query({
        name: 'naive-row',
        text: `INSERT INTO naive.tickets (id, desk, customer, status, subject) VALUES ($1, $2, $3, 'open', $4)
               ON CONFLICT (id) DO UPDATE SET status = excluded.status, subject = excluded.subject, updated_at = now()`,
        values: [id, body.desk, body.customer, body.subject],
      });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
    return { id };
  }

  /** @param ids of tickets in the queue's own table, with the columns that a page of the queue shows. */
  @Get('rows')
  async rows(@Query('ids') ids: string): Promise<object> {
    const { rows } = await this.pool.query({
      name: 'naive-rows',
      text: `SELECT ticket, desk, number, answered, waiting_for, priority, reason, out_of_turn, received_at, customer,
               assignee, tariff, service_kind, awaits_call, due_at, due_clock, due_metric, solved_by
             FROM read.queue WHERE ticket = ANY ($1::uuid[])`,
      values: [ids.split(',')],
    });
    return { entries: rows };
  }
}

@Module({ controllers: [NaiveController] })
export class NaiveModule {
  static over(pool: pg.Pool) {
    return { module: NaiveModule, providers: [{ provide: NAIVE_POOL, useValue: pool }] };
  }
}
