import { openStage } from '../stage.ts';
import { mainStories } from '../stories.ts';

describe('the main stories in live mode', () => {
  mainStories(() => openStage({ mode: 'live', env: { QUIET_HOURS: 'none' } }));
});
