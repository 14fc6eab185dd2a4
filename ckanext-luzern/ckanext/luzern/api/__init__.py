"""The interface for programs, described once: ``operations.yaml``, ``guide.yaml`` and ``schemas.yaml`` make the page, the OpenAPI document and the tests."""
