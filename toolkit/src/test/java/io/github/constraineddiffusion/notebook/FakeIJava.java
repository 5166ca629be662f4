package io.github.constraineddiffusion.notebook;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;

/** As much of an IJava kernel as a renderer sees. */
final class FakeIJava extends BaseKernel {
  static final MIMEType PNG = MIMEType.IMAGE_PNG;

  @Override
  public DisplayData eval(String expression) {
    return new DisplayData(expression);
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("java").build();
  }
}
