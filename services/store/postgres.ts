import { PostgresDialect, PostgresQueryCompiler } from 'kysely';
import { Pool, TypeOverrides } from 'pg';
import { columnValue } from './column-value.ts';

/** Type id of `bigint`, which counts come as. */
const INT8 = 20;
const SECOND = 1000;

/** A dialect over a pool of connections. `sslmode` and the like are read from the address. */
export function postgresDialect(url: string): PostgresDialect {
  return new StrictPostgresDialect({ pool: async () => openPool(url) });
}

function openPool(url: string): Pool {
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10 * SECOND,
    application_name: 'co-sell-deals',
    types,
  });
  // A broken connection fails the query that runs on it, and the pool makes a new one. Without listeners, for idle
  // connections and for those in use, it would end the program.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

class StrictPostgresDialect extends PostgresDialect {
  override createQueryCompiler() {
    return new StrictPostgresCompiler();
  }
}

class StrictPostgresCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    // Kysely's own look at the catalogue compares with true and false.
    super.addParameter(typeof parameter === 'boolean' ? parameter : columnValue(parameter));
  }
}
