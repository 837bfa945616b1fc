"""The pure rules: what a set holds, what facts earn, which grade follows, how books balance."""
