import type { Context } from 'hono'
import type { Workspace } from '../workspace/workspace.ts'

/** A POST to an upload address: the bytes as the whole body, or as a field of a form. Any token is ignored. */
export async function receiveUpload(context: Context, workspace: Workspace): Promise<Response> {
  const file = workspace.files.awaitedBy(context.req.param('ticket') ?? '')
  if (file === null) return context.text('This upload is not awaited any more.', 404)
  const bytes = await readBytes(context.req.raw)
  const fits = bytes !== null && bytes.length === file.length
  if (fits) workspace.files.receive(file, bytes)
  const status = fits ? 200 : 400
  const size = bytes?.length ?? 0
  workspace.transcript.add({
    kind: 'call',
    method: 'upload',
    arguments: { file: file.id, bytes: size },
    status,
    answer: { ok: fits },
  })
  if (fits) return context.text(`OK - ${size}`)
  return context.text(`${size} bytes came, ${file.length} were announced.`, status)
}

/** The official client calls its field `body`, command line tools call it otherwise. */
async function readBytes(request: Request): Promise<Uint8Array | null> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.includes('multipart')) return new Uint8Array(await request.arrayBuffer())
  const fields = [...(await request.formData()).values()]
  const field = fields.find((value) => typeof value !== 'string') ?? fields[0]
  if (field === undefined) return null
  return typeof field === 'string' ? Buffer.from(field) : new Uint8Array(await field.arrayBuffer())
}

/** A file's bytes for the page and for apps; only images open inside a browser. */
export function sendUpload(context: Context, workspace: Workspace): Response {
  const file = workspace.files.find(context.req.param('id') ?? '')
  if (file === null || file.bytes === null || file.completedAt === null) {
    return context.text('This file is gone: files last as long as the playground runs.', 404)
  }
  const { mimetype } = file.type
  const opens = mimetype.startsWith('image/') && context.req.query('download') === undefined
  const disposition = `${opens ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`
  return context.body(new Uint8Array(file.bytes), 200, {
    'content-type': mimetype,
    'content-disposition': disposition,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
}
