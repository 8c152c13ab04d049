// A number field that keeps what was typed. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/number_edit.h"

#include <QFontMetrics>
#include <QLineEdit>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

NumberEdit::NumberEdit(const wb::ParamSpec& spec, QWidget* parent) : QAbstractSpinBox(parent), m_spec(spec) {
    setFocusPolicy(Qt::StrongFocus);
    connect(lineEdit(), &QLineEdit::textChanged, this, &NumberEdit::edited);
}

void NumberEdit::setTypedText(const QString& text) {
    if (text != lineEdit()->text()) lineEdit()->setText(text);
}

QSize NumberEdit::sizeHint() const {
    QSize size = QAbstractSpinBox::sizeHint();
    size.setWidth(fontMetrics().horizontalAdvance(QStringLiteral("0.0000000000000")) + size.height() * 2);
    return size;
}

void NumberEdit::stepBy(int steps) {
    wb::Problem ignored;
    const auto current = wb::parse_value(m_spec, text().trimmed().toStdString(), ignored);
    wb::ParamValue value = current.value_or(m_spec.default_value);
    const auto clamp = [this](double x) {
        if (m_spec.min) x = std::max(x, *m_spec.min);
        if (m_spec.max) x = std::min(x, *m_spec.max);
        return x;
    };
    if (m_spec.type == wb::ParamType::integer) {
        const auto* whole = std::get_if<std::int64_t>(&value);
        const double by = m_spec.step > 0 ? m_spec.step : 1;
        value = static_cast<std::int64_t>(std::llround(clamp(static_cast<double>(whole ? *whole : 0) + steps * by)));
    } else {
        const auto* real = std::get_if<double>(&value);
        double x = real ? *real : 0;
        if (m_spec.log_scale && x > 0) {
            // 1, 2, 5, 10, ... in either direction, from wherever the value is.
            static constexpr double marks[] = {1, 2, 5};
            for (int i = 0; i < std::abs(steps); ++i) {
                const double decade = std::floor(std::log10(x) + 1e-9);
                const double base = std::pow(10.0, decade);
                double next = steps > 0 ? base * 10 : base / 2;
                for (const double mark : marks) {
                    if (steps > 0 && base * mark > x * (1 + 1e-9)) {
                        next = base * mark;
                        break;
                    }
                    if (steps < 0 && base * mark < x * (1 - 1e-9)) next = base * mark;
                }
                x = next;
            }
            x = std::stod(QString::number(x, 'g', 6).toStdString());
        } else {
            const double by = m_spec.step > 0 ? m_spec.step : 0.1;
            x = std::stod(QString::number(x + steps * by, 'g', 12).toStdString());
        }
        value = clamp(x);
    }
    lineEdit()->setText(QString::fromStdString(wb::to_text(value)));
    selectAll();
}

void NumberEdit::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) {
        QAbstractSpinBox::wheelEvent(event);
    } else {
        event->ignore();
    }
}
