// Electrolyte of one colour; gas is clear.
uniform vec3 u_colour;          // sRGB

vec4 face(vec3 electrode, float wet) { return vec4(u_colour * 0.82, 0.74 * wet); }
