import type { Json } from './render.ts';

/** One question of a form, as `form-card.template.json` draws it. */
export interface FormField {
  /**
   * `lines`: text of several lines; `one`, `several`: choices; `options`: one choice, all of them in sight; `search`:
   * choices that are looked up while one types; `toggle`: a yes, with `placeholder` as its words.
   */
  kind: 'text' | 'lines' | 'date' | 'one' | 'options' | 'several' | 'search' | 'toggle';
  id: string;
  label: string;
  value: string;
  placeholder: string;
  maxLength: number;
  isRequired: boolean;
  /** What a client says by itself where a required field is empty. */
  errorMessage: string;
  choices: Json[];
  /** What a `search` looks in. */
  dataset: string;
  /** Below the field; '' for nothing. */
  hint: string;
  /** What is wrong with it; '' where it is fine. */
  problem: string;
  /** What somebody else wrote there meanwhile; '' for nothing. */
  conflict: string;
}

/** A field without what was not given. */
export function formField(given: Partial<FormField> & Pick<FormField, 'kind' | 'id' | 'label'>): FormField {
  return {
    value: '',
    placeholder: '',
    maxLength: 200,
    isRequired: false,
    errorMessage: given.label,
    choices: [],
    dataset: '',
    hint: '',
    problem: '',
    conflict: '',
    ...given,
  };
}
