import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { decodeWeights, readShards, type WeightFiles, type WeightTensor } from './weights.js';

/** TensorFlow's attribute values as they stand in the JSON: bytes are base64, 64-bit integers are text. */
const attributeSchema = z.looseObject({
  b: z.boolean().optional(),
  s: z.string().optional(),
  list: z.looseObject({ s: z.array(z.string()).optional(), i: z.array(z.string()).optional() }).optional(),
});

const nodeSchema = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeSchema).default({}),
});

const graphModelSchema = z.object({
  format: z.literal('graph-model'),
  modelTopology: z.looseObject({ node: z.array(nodeSchema).min(1) }),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().regex(/^[^/\\]+$/, 'must be a file beside the graph')),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int().min(0)),
          dtype: z.string(),
          quantization: z.object({ dtype: z.string(), scale: z.number(), min: z.number() }).optional(),
        }),
      ),
    }),
  ),
});

type Topology = z.output<typeof graphModelSchema>['modelTopology'];
export type GraphNodeJson = Topology['node'][number];

/** A graph model as it lies on the disk. */
export interface GraphModelFiles {
  /** Absolute path of the JSON. */
  path: string;
  topology: Topology;
  weights: WeightFiles;
  /** Over the JSON and, after it, its weight files, hexadecimal: what `cat x.json x.bin | sha256sum` says. */
  sha256: string;
}

/** One operation of a graph. */
export interface GraphNode {
  name: string;
  /** TensorFlow's name of it, e.g. `Relu`. */
  op: string;
  /** Names of nodes and constants. */
  inputs: readonly string[];
  attributes: NodeAttributes;
}

/** A network that TensorFlow.js' converter wrote: a JSON file with the graph, its weights in files beside it. */
export interface GraphModel {
  nodes: ReadonlyMap<string, GraphNode>;
  constants: ReadonlyMap<string, WeightTensor>;
  /** The one node that nothing else uses. */
  output: string;
}

/** @throws Error naming the file, when one is missing or the JSON is no graph model */
export async function readGraphModel(path: string): Promise<GraphModelFiles> {
  const json = await readFile(path);
  const { modelTopology, weightsManifest } = parseGraphModel(path, json.toString('utf8'));
  const layouts = weightsManifest.map(({ paths, weights }) => ({
    paths,
    weights: weights.map(({ quantization, ...tensor }) => ({
      ...tensor,
      ...(quantization && { quantization }),
    })),
  }));
  const weights = await readShards(dirname(path), json, layouts);
  return { path, topology: modelTopology, weights, sha256: weights.sha256 };
}

/** @throws Error naming the file, when the weights do not fit the graph or it has not exactly one output */
export function decodeGraphModel({ path, topology, weights }: GraphModelFiles): GraphModel {
  const constants = decodeWeights(weights).tensors;
  const operations = topology.node.filter(({ op }) => op !== 'Const');
  const used = new Set(operations.flatMap(({ input }) => input));
  const [output, ...others] = operations.filter(({ name }) => !used.has(name));
  if (output === undefined || others.length > 0) {
    throw new Error(`${path}: a recognition network has one output, not ${output ? others.length + 1 : 0}`);
  }
  const nodes = operations.map(({ name, op, input, attr }): [string, GraphNode] => [
    name,
    { name, op, inputs: input, attributes: new NodeAttributes(attr) },
  ]);
  return { nodes: new Map(nodes), constants, output: output.name };
}

/** A node's attributes by type; what is not there is false, '' or empty. */
export class NodeAttributes {
  constructor(private readonly attributes: Topology['node'][number]['attr']) {}

  flag(name: string): boolean {
    return this.attributes[name]?.b ?? false;
  }

  text(name: string): string {
    return fromBase64(this.attributes[name]?.s ?? '');
  }

  texts(name: string): string[] {
    return (this.attributes[name]?.list?.s ?? []).map(fromBase64);
  }

  numbers(name: string): number[] {
    return (this.attributes[name]?.list?.i ?? []).map(Number);
  }
}

function parseGraphModel(path: string, json: string): z.output<typeof graphModelSchema> {
  try {
    return graphModelSchema.parse(JSON.parse(json));
  } catch (error) {
    const fault =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        : String(error);
    throw new Error(`${path} is no graph model of TensorFlow.js: ${fault}`, { cause: error });
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
