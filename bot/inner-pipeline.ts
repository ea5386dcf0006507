import type { ConnectorClient, UserTokenClient } from 'botframework-connector';

/** The HTTP pipeline of botbuilder's clients, which 4.23's typings keep private; tests count attempts and statuses. */
interface InnerPipeline {
  removePolicy(policy: { name: string }): void;
  addPolicy(policy: Policy): void;
}

interface Policy {
  name: string;
  sendRequest<T extends { status: number }, R>(request: R, next: (request: R) => Promise<T>): Promise<T>;
}

/** One HTTP attempt a call: what is to be tried again is a row in `deliveries`, not a loop in a client. */
export function withoutRetries(client: ConnectorClient): ConnectorClient {
  pipelineOf(client).removePolicy(RETRIES);
  return client;
}

/**
 * One HTTP attempt a call, and a refusal is an error with `statusCode`: botbuilder gives the body of some as if it were
 * the token that was asked for.
 */
export function withRefusalsThrown(client: UserTokenClient): UserTokenClient {
  const pipeline = pipelineOf((client as unknown as { client: unknown }).client);
  pipeline.removePolicy(RETRIES);
  pipeline.addPolicy({
    name: 'refusalsThrown',
    sendRequest: async (request, next) => {
      const response = await next(request);
      if (response.status < 300) return response;
      throw Object.assign(new Error(`HTTP ${response.status}`), { statusCode: response.status });
    },
  });
  return client;
}

const RETRIES = { name: 'defaultRetryPolicy' };

function pipelineOf(client: unknown): InnerPipeline {
  return (client as { client: { pipeline: InnerPipeline } }).client.pipeline;
}
