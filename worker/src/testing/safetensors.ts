/** A safetensors file with one tensor of 32-bit floats that holds `data`, whose length is a multiple of 4. */
export function safetensors(data: Buffer): Buffer {
  const tensor = { dtype: "F32", shape: [data.length / 4], data_offsets: [0, data.length] };
  const header = Buffer.from(JSON.stringify({ "transformer.wte.weight": tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}
