"""The W3C's Web Annotations: the model (JSON-LD) in and out, and the protocol of a container of them.

`reading` takes a document apart, `places` finds where its selectors lead, `writing` puts one together, `views` speak HTTP.
docs/web-annotation.md says what is taken, what is kept and what is refused.
"""
