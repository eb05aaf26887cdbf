import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the runner steers by. Read models themselves are made by the runner, one set of tables per version. */
export class ControlTables1763769600000 implements MigrationInterface {
  readonly name = 'ControlTables1763769600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE read.source (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        log_id text NOT NULL
      )`);
    // A low fill factor keeps the checkpoint, the busiest row of all, inside its page.
    await runner.query(`
      CREATE TABLE read.projections (
        name text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        table_name text NOT NULL,
        shape text NOT NULL,
        state text NOT NULL CHECK (state IN ('new', 'booting', 'active', 'paused', 'failed', 'retired')),
        live boolean NOT NULL,
        position text COLLATE "C" NOT NULL,
        epoch bigint NOT NULL DEFAULT 0,
        error jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (name, version)
      ) WITH (fillfactor = 50)`);
    await runner.query(`CREATE UNIQUE INDEX projections_live ON read.projections (name) WHERE live`);
    await runner.query(`
      CREATE TABLE read.skipped (
        name text NOT NULL,
        version integer NOT NULL,
        position text COLLATE "C" NOT NULL,
        event_id text NOT NULL,
        reason text NOT NULL,
        skipped_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (name, version, position)
      )`);
    await runner.query(`
      CREATE TABLE read.leases (
        name text PRIMARY KEY,
        holder text NOT NULL,
        epoch bigint NOT NULL,
        expires timestamptz NOT NULL
      ) WITH (fillfactor = 50)`);
    // One sequence for all leases: a later owner always has the higher epoch, whichever lease it came by.
    await runner.query(`CREATE SEQUENCE read.epochs`);
    await runner.query(`
      CREATE TABLE read.checkpoints (
        name text PRIMARY KEY,
        position text COLLATE "C" NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE read.checkpoints, read.leases, read.skipped, read.projections, read.source`,
    );
    await runner.query(`DROP SEQUENCE read.epochs`);
  }
}
