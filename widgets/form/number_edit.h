// A number field that keeps what was typed, right or wrong: the check and its words stand elsewhere. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

#include "experiment/params.h"

/// Arrow keys and buttons step within the declared range; log-scaled ones by 1, 2, 5, 10. The wheel does nothing
/// until the field has focus, so that scrolling a page changes no value.
class NumberEdit : public QAbstractSpinBox {
    Q_OBJECT
  public:
    explicit NumberEdit(const wb::ParamSpec& spec, QWidget* parent = nullptr);
    void setTypedText(const QString& text);
    void stepBy(int steps) override;
    QValidator::State validate(QString&, int&) const override { return QValidator::Acceptable; }
    QSize sizeHint() const override;

  Q_SIGNALS:
    void edited();

  protected:
    StepEnabled stepEnabled() const override { return StepUpEnabled | StepDownEnabled; }
    void wheelEvent(QWheelEvent* event) override;

  private:
    const wb::ParamSpec m_spec;
};
