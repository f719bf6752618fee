import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
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

export const WELCOME = `${welcome.trimEnd()}\n\n${EXAMPLES[0]?.query.replace(/^(#.*\n)+/, '').trimStart() ?? ''}`;

function readExample(text: string): Example {
  const [title = '', question = ''] = text.split('\n', 2).map((line) => line.replace(/^#\s*/, '').trim());
  return { title, question, query: text };
}

/** Opens a document in the tab that already holds it, or in a new one, and runs it if asked. */
export function useOpenDocument(): (query: string, variables: string, run: boolean) => void {
  const actions = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => state);
  return (query, variables, run) => {
    const opened = tabs.findIndex((tab) => tab.query === query && (tab.variables ?? '') === variables);
    if (opened >= 0) actions.changeTab(opened);
    else actions.addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    // The editors tell the store only after a pause: without this the run would send the previous tab's operation name.
    const facts = operationFacts(query);
    actions.setOperationFacts(facts);
    actions.updateActiveTabValues({ query, variables, operationName: facts.operationName ?? null });
    if (run) void actions.run();
  };
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
