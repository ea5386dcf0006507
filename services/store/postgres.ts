import { PostgresDialect, type PostgresDialectConfig, PostgresDriver, PostgresQueryCompiler } from 'kysely';
import { type Client, type ClientBase, Pool, TypeOverrides } from 'pg';
import { columnValue } from './column-value.ts';
import { toStoreTrouble } from './postgres-trouble.ts';
import { StoreUnavailable } from './store-unavailable.ts';

/** Type id of `bigint`, which counts come as. */
const INT8 = 20;
const SECOND = 1000;

/** No query of a running bot takes so long: what does is on a server, or behind a network, that keeps silent. */
const QUERY_SECONDS = 10;
const CONNECT_SECONDS = 5;

export interface Patience {
  /** How long a query may take; null: as long as it takes, as in migrations. Default 10. */
  querySeconds?: number | null;
}

/** A dialect over a pool of connections. `sslmode` and the like are read from the address. */
export function postgresDialect(
  url: string,
  { querySeconds = QUERY_SECONDS }: Patience = {},
): PostgresDialect {
  return new StrictPostgresDialect({ pool: async () => openPool(url, querySeconds) });
}

function openPool(url: string, querySeconds: number | null): Pool {
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_SECONDS * SECOND,
    keepAlive: true,
    // The server gives up first, where it can; a server that is gone is given up by us.
    ...(querySeconds !== null && {
      statement_timeout: querySeconds * SECOND,
      query_timeout: (querySeconds + 1) * SECOND,
    }),
    application_name: 'co-sell-deals',
    types,
  });
  // A broken connection fails the query that runs on it, and the pool makes a new one. Without listeners, for idle
  // connections and for those in use, it would end the program.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    tellTroubleOf(client);
  });
  return pool;
}

/** A connection on which a query was not answered is not used again: the answer may come later, and be another one's. */
function tellTroubleOf(client: ClientBase): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const told = (...given: unknown[]): unknown => {
    const asked = query(...given);
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error: unknown) => {
      const trouble = toStoreTrouble(error);
      if (trouble instanceof StoreUnavailable) void (client as Client).end().catch(() => undefined);
      throw trouble;
    });
  };
  client.query = told as typeof client.query;
}

class StrictPostgresDriver extends PostgresDriver {
  override async acquireConnection(...given: Parameters<PostgresDriver['acquireConnection']>) {
    try {
      return await super.acquireConnection(...given);
    } catch (error) {
      throw toStoreTrouble(error);
    }
  }
}

class StrictPostgresDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver() {
    return new StrictPostgresDriver(this.#config);
  }

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
