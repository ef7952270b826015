"""What flows through the pipeline, and what a model may answer: frozen Pydantic models, no behaviour but lookup."""
