package io.github.constraineddiffusion.data;

/** A picture as bytes in the order (C, H, W). */
record Planes(ImageShape shape, byte[] bytes) {}
