"""The `fft` extension of the array API standard.

Transforms are calls to NumPy, in a compiled program too, and have gradients.

>>> import pellucid as pel
>>> pel.real(pel.fft.fft(pel.asarray([1.0, 1.0]))).tolist()
[2.0, 0.0]
"""

from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import spectra as s

fft = lifted(s.fft)
fftfreq = lifted(s.fftfreq)
fftn = lifted(s.fftn)
fftshift = lifted(s.fftshift)
hfft = lifted(s.hfft)
ifft = lifted(s.ifft)
ifftn = lifted(s.ifftn)
ifftshift = lifted(s.ifftshift)
ihfft = lifted(s.ihfft)
irfft = lifted(s.irfft)
irfftn = lifted(s.irfftn)
rfft = lifted(s.rfft)
rfftfreq = lifted(s.rfftfreq)
rfftn = lifted(s.rfftn)
