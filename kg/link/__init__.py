"""Links from the graph to other graphs: candidates, evidence, scores and decisions."""
