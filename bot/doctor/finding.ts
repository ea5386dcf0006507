/** What one look found. */
export interface Finding {
  /** `fault`: the bot cannot do its work so; `warning`: a part of it will be missing. */
  level: 'good' | 'warning' | 'fault';
  /** What was found, in a sentence. Never a secret, a token, or a database's address. */
  text: string;
  /** What to do; null where nothing is to be done. */
  cure: string | null;
}

export function good(text: string): Finding {
  return { level: 'good', text, cure: null };
}

export function warning(text: string, cure: string): Finding {
  return { level: 'warning', text, cure };
}

export function fault(text: string, cure: string): Finding {
  return { level: 'fault', text, cure };
}
