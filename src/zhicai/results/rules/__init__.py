"""Pure decisions: who completed, which level was reached, who may be recommended."""
