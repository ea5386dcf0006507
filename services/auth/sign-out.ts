import { forgetLearnt } from '../deals/learn-access.ts';
import type { Services } from '../services.ts';
import { takeAskedMessages } from '../store/asked-messages.ts';
import { closeDraftsOfPerson } from '../store/drafts.ts';
import { saveSignIn } from '../store/sign-ins.ts';
import { stopWatching } from '../stewards/volunteer.ts';
import type { SignIn } from './redeem.ts';
import type { TokenOwner } from './user-token-service.ts';

/**
 * Signs a person out of all connections and forgets what was learnt under their rights: which deals they may see, what
 * they had begun to fill in, and what waited for a sign-in. Nor does the watcher read with their sign-in any more. From then on only a sign-in page brings them back, because
 * a silent exchange would undo it at the next click.
 * @throws UserTokenServiceError where the service did not answer; what we knew is forgotten all the same
 */
export async function signOut(services: Services, signIn: SignIn, owner: TokenOwner): Promise<void> {
  const { db } = services.store;
  await saveSignIn(db, owner, { needs: 'interactive', signedInAt: null, withheld: false });
  await forgetLearnt(services, owner);
  await closeDraftsOfPerson(db, owner, services.clock.now());
  await takeAskedMessages(db, owner);
  await stopWatching(services, owner);
  const { userTokens, connections, tokens } = signIn;
  try {
    await Promise.all([
      userTokens.signOut(owner, connections.silent),
      userTokens.signOut(owner, connections.interactive),
    ]);
  } finally {
    tokens.drop(owner);
  }
}
