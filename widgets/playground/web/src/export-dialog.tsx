import { useGraphiQL } from '@graphiql/react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useEditors, useReady, type Written } from './documents';
import { exportList, type Exported, type Form, type Progress, uncut } from './export';
import { saveFile } from './file';
import { Problem } from './saved-dialog';
import { sentence } from './saved-state';

const FORMS: Record<Form, [name: string, says: string]> = {
  csv: ['CSV', 'for spreadsheets and every other program'],
  ndjson: ['NDJSON', 'one JSON object on each line'],
  parquet: ['Parquet', 'typed columns, small, for DataFrames'],
  arrow: ['Arrow', 'typed columns as a stream'],
};
/** Milliseconds between what a screen reader is told of the progress. */
const PAUSE = 1000;

type State = { at: 'rest' } | { at: 'work'; form: Form; progress: Progress } | { at: 'end'; says: string } | { at: 'failure'; problem: string };

/** An export and what can be done with it. */
export interface Exports {
  state: State;
  start: (written: Written, form: Form) => void;
  cancel: () => void;
  rest: () => void;
  fail: (error: unknown) => void;
}

export function useExports(): Exports {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const [state, setState] = useState<State>({ at: 'rest' });
  const running = useRef<AbortController | null>(null);
  const fail = (error: unknown) => setState({ at: 'failure', problem: sentence(error) });
  const run = async (written: Written, form: Form, controller: AbortController) => {
    let told = 0;
    const tell = (progress: Progress) => {
      if (performance.now() - told < PAUSE || controller.signal.aborted) return;
      told = performance.now();
      setState({ at: 'work', form, progress });
    };
    try {
      const headers = parseHeaders(headerEditor?.getValue() ?? '');
      const exported = await exportList({ ...written, headers }, form, controller.signal, tell);
      saveFile(exported.file, exported.name);
      setState({ at: 'end', says: summary(exported) });
    } catch (error) {
      if (controller.signal.aborted) setState({ at: 'end', says: 'The export is cancelled; nothing is saved.' });
      else fail(error);
    } finally {
      running.current = null;
    }
  };
  const start = (written: Written, form: Form) => {
    running.current?.abort();
    running.current = new AbortController();
    setState({ at: 'work', form, progress: { bytes: 0, lines: null } });
    void run(written, form, running.current);
  };
  return { state, start, fail, cancel: () => running.current?.abort(), rest: () => setState({ at: 'rest' }) };
}

/** Asks for the form of the file; the native dialog keeps the focus inside, closes at Escape and gives the focus back. */
export function ExportButton({ exports: { state, start, fail } }: { exports: Exports }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const read = useEditors();
  const ready = useReady();
  const [form, setForm] = useState<Form>('csv');
  const [written, setWritten] = useState<Written | null>(null);
  const [whole, setWhole] = useState(true);
  const cut = written && uncut(written.query, written.operationName);
  const open = () => {
    try {
      setWritten(read());
      setWhole(true);
      dialog.current?.showModal();
    } catch (error) {
      fail(error);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    dialog.current?.close();
    if (written) start({ ...written, query: (whole && cut?.query) || written.query }, form);
  };
  return (
    <>
      <button type="button" className="export-button" aria-haspopup="dialog" disabled={!ready || state.at === 'work'} onClick={open}>
        Export…
      </button>
      <dialog ref={dialog} className="saved-dialog export-dialog" aria-labelledby={`${id}title`} aria-describedby={`${id}says`}>
        <form onSubmit={submit}>
          <h2 id={`${id}title`}>Export</h2>
          <p id={`${id}says`}>The list of the query in the editor becomes a file, from the first row to the last, not only the page that is shown.</p>
          <fieldset>
            <legend>Form of the file</legend>
            {(Object.keys(FORMS) as Form[]).map((candidate) => (
              <label key={candidate} className="saved-check">
                <input type="radio" name={id} checked={form === candidate} onChange={() => setForm(candidate)} />
                <span>
                  <strong>{FORMS[candidate][0]}</strong> {FORMS[candidate][1]}
                </span>
              </label>
            ))}
          </fieldset>
          {cut && (
            <label className="saved-check">
              <input type="checkbox" checked={whole} onChange={(event) => setWhole(event.target.checked)} />
              <span>
                Every row: leave out <code>{cut.paging}</code>
              </span>
            </label>
          )}
          <div className="saved-buttons">
            <button type="submit" className="graphiql-button primary">
              Export
            </button>
            <button type="button" className="graphiql-button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

/** How an export goes on, or how it ended. */
export function ExportLine({ exports: { state, cancel, rest } }: { exports: Exports }) {
  const button = useRef<HTMLButtonElement>(null);
  const dismiss = () => {
    rest();
    document.querySelector<HTMLButtonElement>('.export-button')?.focus();
  };
  const { at } = state;
  useEffect(() => {
    // The button that opened the dialog cannot be used meanwhile.
    if (at === 'work') button.current?.focus();
  }, [at]);
  return (
    <>
      {at === 'failure' && <Problem text={state.problem} />}
      <div className="export-line">
        <span role="status" aria-label="Export">
          {at === 'work' && progressText(state.form, state.progress)}
          {at === 'end' && state.says}
        </span>
        {at !== 'rest' && (
          <button ref={button} type="button" onClick={at === 'work' ? cancel : dismiss}>
            {at === 'work' ? 'Cancel export' : 'Dismiss'}
          </button>
        )}
      </div>
    </>
  );
}

function progressText(form: Form, { bytes, lines }: Progress): string {
  const rows = lines ? `${lines.toLocaleString('en')} lines, ` : '';
  return `Exporting ${FORMS[form][0]}: ${bytes > 0 ? `${rows}${sizeText(bytes)} so far` : 'waiting for the first rows'}`;
}

function summary({ name, file, end }: Exported): string {
  const size = sizeText(file.size);
  if (!end) return `${name} is saved: ${size}.`;
  const rows = `${end.rows.toLocaleString('en')} ${end.rows === 1 ? 'row' : 'rows'}`;
  const sum = end.checked ? `SHA-256 verified: ${end.sha256}` : `SHA-256 not checked in this browser: ${end.sha256}`;
  return `${name} is saved: ${rows}, ${size}. ${sum}`;
}

/** A number of bytes in decimal units. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes}\u00a0B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`;
}

function parseHeaders(text: string): Record<string, string> {
  if (!text.trim()) return {};
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    throw new Error('The headers in the editor are not JSON, such as {"Authorization": "…"}.');
  }
}
