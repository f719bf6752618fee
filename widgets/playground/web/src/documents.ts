import { type TabsState, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type OperationDefinitionNode, parse } from 'graphql';
import welcome from './welcome.txt?raw';

/** A saved query: `# Title` and `# question` on its first two lines, then the operation. */
export interface Example {
  title: string;
  question: string;
  query: string;
}

const files: Record<string, string> = import.meta.glob('../../examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const EXAMPLES: Example[] = Object.keys(files)
  .sort()
  .map((path) => readExample(files[path] ?? ''));

export const WELCOME = `${welcome.trimEnd()}\n\n${welcomeQuery(EXAMPLES[0]?.query ?? '')}`;

function readExample(text: string): Example {
  const [title = '', question = ''] = text.split('\n', 2).map((line) => line.replace(/^#\s*/, '').trim());
  return { title, question, query: text };
}

/** The first example under a name of its own, so that its tab is not taken for the example's. */
function welcomeQuery(example: string): string {
  return example.replace(/^(#.*\n)+/, '').replace(/^query \w+/, 'query Welcome');
}

/** Whether the editors stand: what is opened earlier would be lost, and nothing can be read of them. */
export function useReady(): boolean {
  return useGraphiQL(({ queryEditor, variableEditor, headerEditor, responseEditor }) =>
    Boolean(queryEditor && variableEditor && headerEditor && responseEditor),
  );
}

/** Opens a document in the tab that already holds it, or in a new one, and runs it if asked. */
export function useOpenDocument(): (query: string, variables: string, run: boolean, operationName?: string) => void {
  const actions = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => state);
  return (query, variables, run, operationName) => {
    const opened = tabs.findIndex((tab) => sameText(tab.query, query) && sameText(tab.variables, variables));
    if (opened >= 0) actions.changeTab(opened);
    else actions.addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    // The editors tell the store only after a pause: without this the run would send the previous tab's operation name.
    const facts = { ...operationFacts(query), ...(operationName && { operationName }) };
    actions.setOperationFacts(facts);
    actions.updateActiveTabValues({ query, variables, operationName: facts.operationName ?? null });
    if (run) void actions.run();
  };
}

function sameText(left: string | null | undefined, right: string): boolean {
  return (left ?? '').replace(/\s+/g, ' ').trim() === right.replace(/\s+/g, ' ').trim();
}

/** Gives each tab of an unnamed operation the name of its first field. Takes the state that GraphiQL is about to keep. */
export function nameTabs({ tabs }: TabsState): void {
  for (const tab of tabs.filter(({ title }) => title === '<untitled>')) {
    const [operation] = operationFacts(tab.query ?? '').operations ?? [];
    const [field] = operation?.selectionSet.selections ?? [];
    if (field?.kind === 'Field') tab.title = field.name.value;
  }
}

function operationFacts(query: string) {
  try {
    const documentAST = parse(query);
    const operations = documentAST.definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === 'OperationDefinition',
    );
    return { documentAST, operations, operationName: operations[0]?.name?.value };
  } catch {
    return {};
  }
}

/** What the editors hold; the operation is named where the document has several. */
export interface Written {
  query: string;
  variables: unknown;
  operationName: string | null;
}

/** Reads the query and the variables as they stand in the editors. */
export function useEditors(): () => Written {
  const { queryEditor, variableEditor, operations, operationName } = useGraphiQL((state) => state);
  return () => ({
    query: queryEditor?.getValue() ?? '',
    variables: parseVariables(variableEditor?.getValue() ?? ''),
    operationName: operations && operations.length > 1 ? (operationName ?? null) : null,
  });
}

function parseVariables(text: string): unknown {
  if (!text.trim()) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The variables in the editor are not JSON, such as {"first": 10}.');
  }
}
