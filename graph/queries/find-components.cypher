// Purpose: components, by any of name, namespace, owner and tag.
// Params:  name, namespace, owner, tag: string or null, null: any.
// Columns: key, namespace, name: string; description, owner: string or null; tags: string[].
// Cost:    reads every component: there are as many as there are kinds of jobs.
MATCH (c:Component)
WHERE ($name IS NULL OR c.name = $name)
  AND ($namespace IS NULL OR c.namespace = $namespace)
  AND ($owner IS NULL OR c.owner = $owner)
  AND ($tag IS NULL OR $tag IN coalesce(c.tags, []))
RETURN c.key AS key, c.namespace AS namespace, coalesce(c.fullName, c.name) AS name, c.description AS description, c.owner AS owner, coalesce(c.tags, []) AS tags
