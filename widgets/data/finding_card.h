// One finding of the trust report: sign, word, sentence, and what to do. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "data/stored_report.h"

class QLabel;

class FindingCard : public QFrame {
    Q_OBJECT
  public:
    explicit FindingCard(const StoredReport::Finding& finding, QWidget* parent = nullptr);
    /// Sign and word: "⚠ warning". Colour is never the only sign.
    static QString word(StoredReport::Finding::Severity severity);

  protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QColor accent() const;
    void applyColours();
    StoredReport::Finding::Severity m_severity;
    QLabel *m_word, *m_advice = nullptr, *m_examples = nullptr;
};
